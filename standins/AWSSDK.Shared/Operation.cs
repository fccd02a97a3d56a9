using System.Text.Json;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Runtime.StandIn;

/// <summary>One operation of a JSON service: REST-JSON, or JSON 1.1 where a target header names the operation.</summary>
internal sealed class Operation<TRequest, TResponse>(
    Service service,
    string method,
    string path,
    string target,
    Shape<TRequest> request,
    Shape<TResponse> response,
    params DeclaredError[] errors) : JsonResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse
{
    public InvokeOptions Options => new() { RequestMarshaller = this, ResponseUnmarshaller = this };

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var marshalled = new DefaultRequest(input, service.Name) { HttpMethod = method, ResourcePath = path };
        marshalled.Headers["X-Amz-Api-Version"] = service.ApiVersion;
        if (target is not null)
        {
            marshalled.Headers["X-Amz-Target"] = target;
        }

        foreach (var field in request.FieldsOutsideTheBody)
        {
            field.WriteOutside(marshalled, (TRequest)input, service);
        }

        if (request.HasBody || target is not null)
        {
            marshalled.Headers["Content-Type"] = target is null ? "application/json" : "application/x-amz-json-1.1";
            using var body = new MemoryStream();
            using (var writer = new Utf8JsonWriter(body))
            {
                request.Write(writer, (TRequest)input);
            }

            marshalled.Content = body.ToArray();
        }

        return marshalled;
    }

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        if (body.Length == 0)
        {
            return response.Create();
        }

        using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        return response.Read(document.RootElement);
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, System.Net.HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        var known = errors.FirstOrDefault(candidate => candidate.Code == error.Code);
        return known is null ? service.BaseError(error) : known.Create(error);
    }
}
