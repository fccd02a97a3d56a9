using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One invocation: its headers and the function's environment.</summary>
internal sealed class LambdaContext(RuntimeApiHeaders headers, LambdaEnvironment environment, ILambdaSerializer serializer) : ILambdaContext
{
    private readonly Lazy<ClientContext> _clientContext = new(() => RuntimeSupport.ClientContext.From(headers.ClientContextJson));
    private readonly Lazy<CognitoIdentity> _identity = new(() => CognitoIdentity.From(headers.CognitoIdentityJson));

    public string AwsRequestId => headers.AwsRequestId;

    public string TraceId => headers.TraceId;

    public string TenantId => headers.TenantId;

    public string InvokedFunctionArn => headers.InvokedFunctionArn;

    public string FunctionName => environment.FunctionName;

    public string FunctionVersion => environment.FunctionVersion;

    public string LogGroupName => environment.LogGroupName;

    public string LogStreamName => environment.LogStreamName;

    public int MemoryLimitInMB => int.TryParse(environment.FunctionMemorySize, CultureInfo.InvariantCulture, out var megabytes) ? megabytes : 0;

    public TimeSpan RemainingTime =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.TryParse(headers.DeadlineMs, CultureInfo.InvariantCulture, out var deadline) ? deadline : 0)
        - DateTimeOffset.UtcNow;

    public IClientContext ClientContext => _clientContext.Value;

    public ICognitoIdentity Identity => _identity.Value;

    public ILambdaLogger Logger => new ConsoleLog(AwsRequestId);

    public ILambdaSerializer Serializer => serializer;
}
