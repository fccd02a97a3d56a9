namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>The event of a REST API's proxy integration (payload format 1.0).</summary>
public class APIGatewayProxyRequest
{
    public string Resource { get; set; }
    public string Path { get; set; }
    public string HttpMethod { get; set; }
    public IDictionary<string, string> Headers { get; set; }
    public IDictionary<string, IList<string>> MultiValueHeaders { get; set; }
    public IDictionary<string, string> QueryStringParameters { get; set; }
    public IDictionary<string, string> PathParameters { get; set; }
    public IDictionary<string, string> StageVariables { get; set; }
    public ProxyRequestContext RequestContext { get; set; }
    public string Body { get; set; }
    public bool IsBase64Encoded { get; set; }

    /// <summary>What the API knows about the request.</summary>
    public class ProxyRequestContext
    {
        public string Path { get; set; }
        public string AccountId { get; set; }
        public string ResourceId { get; set; }
        public string Stage { get; set; }
        public string RequestId { get; set; }
        public RequestIdentity Identity { get; set; }
        public string ResourcePath { get; set; }
        public string HttpMethod { get; set; }
        public string ApiId { get; set; }
        public string DomainName { get; set; }
        public APIGatewayCustomAuthorizerContext Authorizer { get; set; }
        public string RequestTime { get; set; }
        public long RequestTimeEpoch { get; set; }
    }

    /// <summary>Who called.</summary>
    public class RequestIdentity
    {
        public string SourceIp { get; set; }
        public string UserAgent { get; set; }
        public string UserArn { get; set; }
    }
}
