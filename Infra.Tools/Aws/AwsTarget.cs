using System.CommandLine;
using Amazon;
using Amazon.Runtime;

namespace Infra.Tools.Aws;

/// <summary>Which AWS a command speaks to. What is null is found as the AWS CLI finds it: environment, then profile.</summary>
internal sealed record AwsTarget(string? EndpointUrl, string? Region)
{
    // At an address of one's own a region is only signed; dynalite and the like accept any.
    private const string AnyRegion = "us-east-1";

    public TConfig Configure<TConfig>(TConfig config)
        where TConfig : ClientConfig
    {
        if (EndpointUrl is not null)
        {
            config.ServiceURL = EndpointUrl;
            config.AuthenticationRegion = Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? AnyRegion;
        }
        else if (Region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
            config.AuthenticationRegion = Region;
        }

        return config;
    }

    /// <summary>The two options that every command with an AWS call has.</summary>
    internal sealed class Options
    {
        public Option<string?> EndpointUrl { get; } = new("--endpoint-url") { Description = "Address of the service. Default: AWS_ENDPOINT_URL, or AWS itself." };

        public Option<string?> Region { get; } = new("--region") { Description = "AWS region. Default: AWS_REGION, or the profile's." };

        public Options()
        {
            EndpointUrl.Validators.Add(result =>
            {
                if (result.Tokens is [var token] && !(Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
                {
                    result.AddError($"--endpoint-url must be an http or https address, is '{token.Value}'");
                }
            });
        }

        public void AddTo(Command command)
        {
            command.Options.Add(EndpointUrl);
            command.Options.Add(Region);
        }

        public AwsTarget Read(ParseResult parsed) => new(parsed.GetValue(EndpointUrl), parsed.GetValue(Region));
    }
}
