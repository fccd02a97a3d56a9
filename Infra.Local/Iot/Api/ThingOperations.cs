using System.Text.Json.Nodes;
using Infra.Local.Iam;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Api;

/// <summary>Things and the certificates attached to them.</summary>
internal static class ThingOperations
{
    private const string One = "/things/{thingName}";
    private const string Principals = "/things/{thingName}/principals";

    public static IEnumerable<Route> Routes =>
    [
        new("CreateThing", "POST", One, Create) { On = Itself },
        new("DescribeThing", "GET", One, Describe) { On = Itself },
        new("UpdateThing", "PATCH", One, Update) { On = Itself },
        new("DeleteThing", "DELETE", One, Delete) { On = Itself },
        new("ListThings", "GET", "/things", List),
        new("AttachThingPrincipal", "PUT", Principals, Attach) { On = Principal, Conditions = ThingCondition },
        new("DetachThingPrincipal", "DELETE", Principals, Detach) { On = Principal, Conditions = ThingCondition },
        new("ListThingPrincipals", "GET", Principals, ListPrincipals) { On = Itself },
        new("ListPrincipalThings", "GET", "/principals/things", ListPrincipalThings) { On = Principal },
    ];

    public static ThingSettings SettingsOf(IotRequest request) =>
        new(request.Text("thingTypeName"), Attributes(request) ?? ThingSettings.None.Attributes, request.Text("billingGroupName"));

    private static IEnumerable<string> Itself(IotRequest request) => [$"thing/{request.Label("thingName")}"];

    private static IEnumerable<string> Principal(IotRequest request) => [$"cert/{request.Region.CertificateIdOf(request.Principal)}"];

    private static RequestContext ThingCondition(IotRequest request) =>
        RequestContext.Of(("iot:thingArn", request.Region.Things.ArnOf(request.Label("thingName"))));

    private static JsonObject Create(IotRequest request)
    {
        var thing = request.Region.Things.Create(request.Label("thingName"), SettingsOf(request));
        return Json.Object(("thingName", thing.Name), ("thingArn", thing.Arn), ("thingId", thing.Id));
    }

    private static JsonObject Describe(IotRequest request)
    {
        var thing = request.Region.Things.Get(request.Label("thingName"));
        return Json.Object(
            ("defaultClientId", thing.Name),
            ("thingName", thing.Name),
            ("thingId", thing.Id),
            ("thingArn", thing.Arn),
            ("thingTypeName", thing.TypeName),
            ("attributes", Json.Map(thing.Attributes)),
            ("version", thing.Version),
            ("billingGroupName", thing.BillingGroup));
    }

    private static JsonObject? Update(IotRequest request)
    {
        request.Region.Things.Update(request.Label("thingName"), new()
        {
            TypeName = request.Text("thingTypeName"),
            RemoveType = request.Truth("removeThingType") == true,
            Attributes = Attributes(request),
            Merge = request.Member("attributePayload") is { } payload && IotRequest.Truth(payload, "merge") == true,
            ExpectedVersion = request.Integer("expectedVersion"),
        });
        return null;
    }

    private static JsonObject? Delete(IotRequest request)
    {
        request.Region.Things.Delete(request.Label("thingName"), request.Number("expectedVersion"));
        return null;
    }

    private static JsonObject List(IotRequest request)
    {
        var (type, attribute, value) = (request.Query("thingTypeName"), request.Query("attributeName"), request.Query("attributeValue"));
        var found = request.Region.Things.All.Where(thing =>
            (type is null || thing.TypeName == type)
            && (attribute is null || (thing.Attributes.TryGetValue(attribute, out var actual) && (value is null || actual == value))));
        return Page.Tokened(request, "things", [.. found], thing => Json.Object(
            ("thingName", thing.Name), ("thingTypeName", thing.TypeName), ("thingArn", thing.Arn), ("attributes", Json.Map(thing.Attributes)), ("version", thing.Version)));
    }

    private static JsonObject? Attach(IotRequest request)
    {
        request.Region.AttachPrincipal(request.Label("thingName"), request.Principal);
        return null;
    }

    private static JsonObject? Detach(IotRequest request)
    {
        var thing = request.Region.Things.Get(request.Label("thingName"));
        request.Region.Attachments.DetachPrincipal(thing.Name, request.Principal);
        return null;
    }

    private static JsonObject ListPrincipals(IotRequest request)
    {
        var thing = request.Region.Things.Get(request.Label("thingName"));
        return Page.Tokened(request, "principals", request.Region.Attachments.PrincipalsOf(thing.Name), principal => JsonValue.Create(principal));
    }

    private static JsonObject ListPrincipalThings(IotRequest request)
    {
        var certificate = request.Region.Certificates.Get(request.Region.CertificateIdOf(request.Principal));
        return Page.Tokened(request, "things", request.Region.Attachments.ThingsOf(certificate.Arn), thing => JsonValue.Create(thing));
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string>? Attributes(IotRequest request) =>
        request.Member("attributePayload") is { } payload ? IotRequest.Texts(payload["attributes"] as JsonObject) : null;
}
