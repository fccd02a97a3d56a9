using System.Security;
using System.Text;
using System.Text.Json.Nodes;

namespace Infra.Local.Aws;

/// <summary>Renders a refusal in its service's protocol.</summary>
internal static class AwsErrors
{
    public static AwsReply Render(AwsException fault, AwsProtocol protocol, string requestId, string errorNamespace = "") => protocol switch
    {
        AwsProtocol.Json10 => Json(fault, "application/x-amz-json-1.0", "__type", errorNamespace),
        AwsProtocol.Json11 => Json(fault, "application/x-amz-json-1.1", "__type", ""),
        AwsProtocol.RestJson => Json(fault, "application/json", typeMember: null, ""),
        AwsProtocol.Query => Xml(fault, $"""
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>{(fault.Status < 500 ? "Sender" : "Receiver")}</Type><Code>{fault.Code}</Code><Message>{SecurityElement.Escape(fault.Message)}</Message></Error>
              <RequestId>{requestId}</RequestId>
            </ErrorResponse>
            """),
        _ => Xml(fault, $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>{fault.Code}</Code><Message>{SecurityElement.Escape(fault.Message)}</Message><RequestId>{requestId}</RequestId></Error>
            """),
    };

    private static AwsReply Json(AwsException fault, string contentType, string? typeMember, string typePrefix)
    {
        var body = new JsonObject { ["message"] = fault.Message };
        if (typeMember is not null) { body[typeMember] = typePrefix + fault.Code; }
        foreach (var (name, value) in fault.Details) { body[name] = value; }
        return new(fault.Status, contentType, Encoding.UTF8.GetBytes(body.ToJsonString()))
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = fault.Code },
        };
    }

    private static AwsReply Xml(AwsException fault, string document) => new(fault.Status, "text/xml", Encoding.UTF8.GetBytes(document));
}
