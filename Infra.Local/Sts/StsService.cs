using System.Collections.Specialized;
using System.Globalization;
using System.Text;
using System.Web;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;

namespace Infra.Local.Sts;

/// <summary>STS, as far as a caller asks who it is, or takes on a role.</summary>
internal sealed class StsService(DeployedIam iam, TimeProvider clock) : IAwsService
{
    private static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);

    public string SigningName => "sts";

    public AwsProtocol Protocol => AwsProtocol.Query;

    public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var form = HttpUtility.ParseQueryString(Encoding.UTF8.GetString(call.Body.Span));
        return Task.FromResult(form["Action"] switch
        {
            "GetCallerIdentity" => CallerIdentity(call),
            "AssumeRole" => AssumeRole(call, form),
            var action => throw new AwsException(400, "InvalidAction", $"Could not find operation {action} for version 2011-06-15"),
        });
    }

    // GetCallerIdentity needs no permission, not even against an explicit Deny (STS API reference).
    private static AwsReply CallerIdentity(AwsCall call) => Reply("GetCallerIdentity",
        $"<Arn>{call.Caller.Arn}</Arn><UserId>{call.Caller.Arn.Split('/')[^1]}</UserId><Account>{Arns.Account}</Account>");

    private AwsReply AssumeRole(AwsCall call, NameValueCollection form)
    {
        var (role, session) = (Required(form, "RoleArn"), Required(form, "RoleSessionName"));
        if (!iam.IsRole(role) || !iam.Trusts(role, call.Caller))
        {
            throw new AwsException(403, "AccessDenied", $"User: {call.Caller.Arn} is not authorized to perform: sts:AssumeRole on resource: {role}");
        }
        var credentials = iam.Issue(role, session);
        var expires = (clock.GetUtcNow() + SessionLife).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Reply("AssumeRole",
            $"<Credentials><AccessKeyId>{credentials.AccessKeyId}</AccessKeyId><SecretAccessKey>{credentials.SecretAccessKey}</SecretAccessKey>"
            + $"<SessionToken>{credentials.SessionToken}</SessionToken><Expiration>{expires}</Expiration></Credentials>"
            + $"<AssumedRoleUser><AssumedRoleId>AROA{credentials.AccessKeyId[4..]}:{session}</AssumedRoleId><Arn>{iam.Role(role, session).Arn}</Arn></AssumedRoleUser>");
    }

    private static string Required(NameValueCollection form, string name) => form[name] is { Length: > 0 } value
        ? value
        : throw new AwsException(400, "ValidationError", $"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null");

    private static AwsReply Reply(string action, string result) => AwsReply.Xml($"""
        <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <{action}Result>{result}</{action}Result>
          <ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata>
        </{action}Response>
        """);
}
