using System.Web;
using Infra.Local.Aws;
using Infra.Local.Cloud;

namespace Infra.Local.Sts;

/// <summary>STS, as far as a caller asks who it is.</summary>
internal sealed class StsService : IAwsService
{
    public string SigningName => "sts";

    public AwsProtocol Protocol => AwsProtocol.Query;

    public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var action = HttpUtility.ParseQueryString(System.Text.Encoding.UTF8.GetString(call.Body.Span))["Action"];
        if (action != "GetCallerIdentity") { throw new AwsException(400, "InvalidAction", $"Could not find operation {action} for version 2011-06-15"); }
        // GetCallerIdentity needs no permission, not even against an explicit Deny (STS API reference).
        return Task.FromResult(AwsReply.Xml($"""
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <GetCallerIdentityResult><Arn>{call.Caller.Arn}</Arn><UserId>{call.Caller.Arn.Split('/')[^1]}</UserId><Account>{Arns.Account}</Account></GetCallerIdentityResult>
              <ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata>
            </GetCallerIdentityResponse>
            """));
    }
}
