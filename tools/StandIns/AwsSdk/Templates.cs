namespace Infra.StandIns.AwsSdk;

/// <summary>The parts of a service client that differ between services in names only.</summary>
internal static class Templates
{
    public const string Client =
        """
        namespace {root};

        public partial class {service}Client : Amazon.Runtime.AmazonServiceClient, I{service}, Amazon.Runtime.IAmazonService
        {
            public {service}Client() : base(new {service}Config()) =>
                Pipeline.Prepare(RuntimePipeline);

            public {service}Client(Amazon.RegionEndpoint region) : base(new {service}Config { RegionEndpoint = region }) =>
                Pipeline.Prepare(RuntimePipeline);

            public {service}Client({service}Config config) : base(config) =>
                Pipeline.Prepare(RuntimePipeline);

            public {service}Client(Amazon.Runtime.AWSCredentials credentials) : this(credentials, new {service}Config())
            {
            }

            public {service}Client(Amazon.Runtime.AWSCredentials credentials, Amazon.RegionEndpoint region)
                : this(credentials, new {service}Config { RegionEndpoint = region })
            {
            }

            public {service}Client(Amazon.Runtime.AWSCredentials credentials, {service}Config clientConfig) : base(credentials, clientConfig) =>
                Pipeline.Prepare(RuntimePipeline);

            public {service}Client(string awsAccessKeyId, string awsSecretAccessKey) : this(awsAccessKeyId, awsSecretAccessKey, new {service}Config())
            {
            }

            public {service}Client(string awsAccessKeyId, string awsSecretAccessKey, Amazon.RegionEndpoint region)
                : this(awsAccessKeyId, awsSecretAccessKey, new {service}Config { RegionEndpoint = region })
            {
            }

            public {service}Client(string awsAccessKeyId, string awsSecretAccessKey, {service}Config clientConfig)
                : base(awsAccessKeyId, awsSecretAccessKey, clientConfig) =>
                Pipeline.Prepare(RuntimePipeline);

            public {service}Client(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken)
                : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new {service}Config())
            {
            }

            public {service}Client(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, Amazon.RegionEndpoint region)
                : this(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, new {service}Config { RegionEndpoint = region })
            {
            }

            public {service}Client(string awsAccessKeyId, string awsSecretAccessKey, string awsSessionToken, {service}Config clientConfig)
                : base(awsAccessKeyId, awsSecretAccessKey, awsSessionToken, clientConfig) =>
                Pipeline.Prepare(RuntimePipeline);

            public Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(Amazon.Runtime.AmazonWebServiceRequest request) =>
                Config.DetermineServiceOperationEndpoint(new Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters(request));

            static Amazon.Runtime.ClientConfig Amazon.Runtime.IAmazonService.CreateDefaultClientConfig() => new {service}Config();

            static Amazon.Runtime.IAmazonService Amazon.Runtime.IAmazonService.CreateDefaultServiceClient(
                Amazon.Runtime.AWSCredentials awsCredentials, Amazon.Runtime.ClientConfig clientConfig) =>
                new {service}Client(awsCredentials, clientConfig as {service}Config ?? throw new ArgumentException("the configuration is not of {service}Config", nameof(clientConfig)));
        }

        """;

    public const string Config =
        """
        namespace {root}
        {
            public class {service}Config : Amazon.Runtime.ClientConfig
            {
                private static readonly string SdkUserAgent = Amazon.Util.Internal.InternalSDKUtils.BuildUserAgentString(
                    "{serviceId}", typeof({service}Config).Assembly.GetName().Version.ToString());

                public {service}Config() : base(ServiceDefaults.Provider())
                {
                    base.ServiceId = "{serviceId}";
                    AuthenticationServiceName = "{signingName}";
                    EndpointProvider = new EndpointRules("{endpointPrefix}");
                }

                public static new string ServiceId => "{serviceId}";

                public override string RegionEndpointServiceName => "{endpointPrefix}";

                public override string ServiceVersion => "{apiVersion}";

                public override string UserAgent => SdkUserAgent;

                public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters) =>
                    EndpointHandler.Determine(this, parameters, "{root}");
            }

            public class {service}Exception : Amazon.Runtime.AmazonServiceException
            {
                public {service}Exception(string message) : base(message)
                {
                }

                public {service}Exception(string message, Exception innerException) : base(message, innerException)
                {
                }

                public {service}Exception(Exception innerException) : base(innerException.Message, innerException)
                {
                }

                public {service}Exception(string message, Amazon.Runtime.ErrorType errorType, string errorCode, string requestId, System.Net.HttpStatusCode statusCode)
                    : base(message, errorType, errorCode, requestId, statusCode)
                {
                }

                public {service}Exception(string message, Exception innerException, Amazon.Runtime.ErrorType errorType, string errorCode, string requestId, System.Net.HttpStatusCode statusCode)
                    : base(message, innerException, errorType, errorCode, requestId, statusCode)
                {
                }
            }

            public partial class {service}Request : Amazon.Runtime.AmazonWebServiceRequest
            {
            }
        }

        """;
}
