using System.Collections.Immutable;
using Infra.Local.Iam;
using Microsoft.AspNetCore.Http;

namespace Infra.Local.Aws;

/// <summary>One signed request, as a service sees it.</summary>
/// <param name="Region">The region in the credential scope.</param>
/// <param name="Caller">Whose credentials signed it.</param>
/// <param name="Request">The HTTP request; its body is read already.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Iam">Decides whether the caller may.</param>
internal sealed record AwsCall(string Region, Caller Caller, HttpRequest Request, ReadOnlyMemory<byte> Body, IIam Iam)
{
    /// <summary>Throws the service's AccessDeniedException unless the caller's deployed policies allow <paramref name="action"/>.</summary>
    public void Require(string action, string resource, ImmutableDictionary<string, string>? conditions = null)
    {
        if (!Iam.Allows(Caller, action, resource, conditions ?? ImmutableDictionary<string, string>.Empty))
        {
            throw new AwsException(403, "AccessDeniedException",
                $"User: {Caller.Arn} is not authorized to perform: {action} on resource: {resource}");
        }
    }
}

/// <summary>What a service answers.</summary>
internal sealed record AwsReply(int Status, string ContentType, ReadOnlyMemory<byte> Body);
