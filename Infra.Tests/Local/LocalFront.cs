using Amazon.Runtime;
using Infra.Local.Aws;
using Infra.Local.Iam;

namespace Infra.Tests.Local;

/// <summary>The front with some services behind it, and what a client needs to reach it.</summary>
internal sealed class LocalFront(params IAwsService[] services) : IAsyncDisposable
{
    private AwsFront? front;

    public DeployedIam Iam { get; } = new();

    public AwsFront Front => front!;

    public BasicAWSCredentials Operator => new(Iam.Operator.AccessKeyId, Iam.Operator.SecretAccessKey);

    public async Task<LocalFront> StartAsync()
    {
        front = new(services, Iam);
        await front.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Points a client here, without retries, so that a test sees each answer.</summary>
    public T At<T>(T config, string region = "us-east-1") where T : ClientConfig
    {
        config.ServiceURL = Front.Address.ToString();
        config.AuthenticationRegion = region;
        config.MaxErrorRetry = 0;
        return config;
    }

    /// <summary>Credentials of a role with this one policy.</summary>
    public SessionAWSCredentials Role(string name, string policy)
    {
        const string trust = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}""";
        var role = Iam.Add(name, "/", PolicyDocument.Parse(trust));
        role.Policies["inline"] = PolicyDocument.Parse(policy);
        var keys = Iam.Issue(role.Arn, "test");
        return new(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken);
    }

    public ValueTask DisposeAsync() => front?.DisposeAsync() ?? ValueTask.CompletedTask;
}
