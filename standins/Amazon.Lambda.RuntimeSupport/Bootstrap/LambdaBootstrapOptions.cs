namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

/// <summary>Options of <see cref="LambdaBootstrap"/>.</summary>
public class LambdaBootstrapOptions
{
    /// <summary>Host and port of the Runtime API. Default: the environment's AWS_LAMBDA_RUNTIME_API.</summary>
    public string RuntimeApiEndpoint { get; set; }
}
