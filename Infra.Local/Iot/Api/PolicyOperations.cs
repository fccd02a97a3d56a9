using System.Text.Json.Nodes;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Api;

/// <summary>IoT policies, their versions, and what they are attached to.</summary>
internal static class PolicyOperations
{
    private const string One = "/policies/{policyName}";
    private const string Versions = "/policies/{policyName}/version";
    private const string Version = "/policies/{policyName}/version/{policyVersionId}";

    public static IEnumerable<Route> Routes =>
    [
        new("CreatePolicy", "POST", One, Create) { On = Itself },
        new("GetPolicy", "GET", One, Get) { On = Itself },
        new("DeletePolicy", "DELETE", One, Delete) { On = Itself },
        new("ListPolicies", "GET", "/policies", List),
        new("CreatePolicyVersion", "POST", Versions, CreateVersion) { On = Itself },
        new("ListPolicyVersions", "GET", Versions, ListVersions) { On = Itself },
        new("GetPolicyVersion", "GET", Version, GetVersion) { On = Itself },
        new("SetDefaultPolicyVersion", "PATCH", Version, SetDefault) { On = Itself },
        new("DeletePolicyVersion", "DELETE", Version, DeleteVersion) { On = Itself },
        new("AttachPolicy", "PUT", "/target-policies/{policyName}", Attach) { On = Target },
        new("DetachPolicy", "POST", "/target-policies/{policyName}", Detach) { On = Target },
        new("ListAttachedPolicies", "POST", "/attached-policies/{target}", ListAttached),
        new("ListTargetsForPolicy", "POST", "/policy-targets/{policyName}", ListTargets) { On = Itself },
    ];

    private static IEnumerable<string> Itself(IotRequest request) => [$"policy/{request.Label("policyName")}"];

    // The action is on the certificate or group; which policy is attached cannot be restricted (service authorization reference).
    private static IEnumerable<string> Target(IotRequest request)
    {
        var target = request.Text("target") ?? throw IotErrors.Invalid("target is missing");
        var prefix = request.Region.Arn("");
        return target.StartsWith(prefix, StringComparison.Ordinal) ? [target[prefix.Length..]] : throw IotErrors.Invalid($"target '{target}' is not an ARN of {request.Region.Name}");
    }

    private static JsonObject Create(IotRequest request)
    {
        var policy = request.Region.Policies.Create(request.Label("policyName"), request.Text("policyDocument"));
        return Json.Object(
            ("policyName", policy.Name), ("policyArn", policy.Arn), ("policyDocument", policy.Default.Document), ("policyVersionId", policy.DefaultVersionId));
    }

    private static JsonObject Get(IotRequest request)
    {
        var policy = request.Region.Policies.Get(request.Label("policyName"));
        return Json.Object(
            ("policyName", policy.Name),
            ("policyArn", policy.Arn),
            ("policyDocument", policy.Default.Document),
            ("defaultVersionId", policy.DefaultVersionId),
            ("creationDate", Json.Time(policy.Created)),
            ("lastModifiedDate", Json.Time(policy.LastModified)),
            ("generationId", policy.GenerationId));
    }

    private static JsonObject? Delete(IotRequest request)
    {
        request.Region.Policies.Delete(request.Label("policyName"));
        return null;
    }

    private static JsonObject List(IotRequest request) => Page.Marked(request, "policies", request.Region.Policies.All, NameOf);

    private static JsonObject CreateVersion(IotRequest request)
    {
        var name = request.Label("policyName");
        var setAsDefault = request.Flag("setAsDefault");
        var version = request.Region.Policies.AddVersion(name, request.Text("policyDocument"), setAsDefault);
        return Json.Object(
            ("policyArn", request.Region.Policies.ArnOf(name)),
            ("policyDocument", version.Document),
            ("policyVersionId", version.Id),
            ("isDefaultVersion", setAsDefault));
    }

    private static JsonObject ListVersions(IotRequest request)
    {
        var policy = request.Region.Policies.Get(request.Label("policyName"));
        return Json.Object(("policyVersions", new JsonArray([.. policy.Versions.Select(version => Json.Object(
            ("versionId", version.Id), ("isDefaultVersion", version.Id == policy.DefaultVersionId), ("createDate", Json.Time(version.Created))))])));
    }

    private static JsonObject GetVersion(IotRequest request)
    {
        var policy = request.Region.Policies.Get(request.Label("policyName"));
        var version = request.Region.Policies.GetVersion(policy.Name, request.Label("policyVersionId"));
        return Json.Object(
            ("policyArn", policy.Arn),
            ("policyName", policy.Name),
            ("policyDocument", version.Document),
            ("policyVersionId", version.Id),
            ("isDefaultVersion", version.Id == policy.DefaultVersionId),
            ("creationDate", Json.Time(version.Created)),
            ("lastModifiedDate", Json.Time(version.Created)),
            ("generationId", policy.GenerationId));
    }

    private static JsonObject? SetDefault(IotRequest request)
    {
        request.Region.Policies.SetDefault(request.Label("policyName"), request.Label("policyVersionId"));
        return null;
    }

    private static JsonObject? DeleteVersion(IotRequest request)
    {
        request.Region.Policies.DeleteVersion(request.Label("policyName"), request.Label("policyVersionId"));
        return null;
    }

    private static JsonObject? Attach(IotRequest request)
    {
        request.Region.AttachPolicy(request.Label("policyName"), request.Text("target")!);
        return null;
    }

    // DetachPolicy knows no ResourceNotFoundException: taking away what is not there succeeds.
    private static JsonObject? Detach(IotRequest request)
    {
        request.Region.Attachments.DetachPolicy(request.Label("policyName"), request.Text("target")!);
        return null;
    }

    private static JsonObject ListAttached(IotRequest request)
    {
        var attached = request.Region.Attachments.PoliciesOf(request.Label("target")).Select(request.Region.Policies.Find).OfType<IotPolicy>();
        return Page.Marked(request, "policies", [.. attached], NameOf);
    }

    private static JsonObject ListTargets(IotRequest request)
    {
        var policy = request.Region.Policies.Get(request.Label("policyName"));
        return Page.Marked(request, "targets", request.Region.Attachments.TargetsOf(policy.Name), target => JsonValue.Create(target));
    }

    private static JsonObject NameOf(IotPolicy policy) => Json.Object(("policyName", policy.Name), ("policyArn", policy.Arn));
}
