using System.Text.Json.Nodes;

namespace Infra.Local.Iot.Api;

/// <summary>Thing types and static thing groups.</summary>
internal static class ThingGroupOperations
{
    private const string Type = "/thing-types/{thingTypeName}";
    private const string Group = "/thing-groups/{thingGroupName}";

    public static IEnumerable<Route> Routes =>
    [
        new("CreateThingType", "POST", Type, CreateType) { On = ItsType },
        new("DescribeThingType", "GET", Type, DescribeType) { On = ItsType },
        new("DeprecateThingType", "POST", $"{Type}/deprecate", DeprecateType) { On = ItsType },
        new("DeleteThingType", "DELETE", Type, DeleteType) { On = ItsType },
        new("CreateThingGroup", "POST", Group, CreateGroup) { On = ItsGroup },
        new("DescribeThingGroup", "GET", Group, DescribeGroup) { On = ItsGroup },
        new("DeleteThingGroup", "DELETE", Group, DeleteGroup) { On = ItsGroup },
        new("ListThingGroups", "GET", "/thing-groups", ListGroups),
        new("ListThingsInThingGroup", "GET", $"{Group}/things", ListThings) { On = ItsGroup },
        new("ListThingGroupsForThing", "GET", "/things/{thingName}/thing-groups", ListGroupsForThing) { On = request => [$"thing/{request.Label("thingName")}"] },
        new("AddThingToThingGroup", "PUT", "/thing-groups/addThingToThingGroup", Add) { On = Both },
        new("RemoveThingFromThingGroup", "PUT", "/thing-groups/removeThingFromThingGroup", Remove) { On = Both },
    ];

    private static IEnumerable<string> ItsType(IotRequest request) => [$"thingtype/{request.Label("thingTypeName")}"];

    private static IEnumerable<string> ItsGroup(IotRequest request) => [$"thinggroup/{request.Label("thingGroupName")}"];

    private static IEnumerable<string> Both(IotRequest request)
    {
        var (group, thing) = Membership(request);
        return [$"thinggroup/{group}", $"thing/{thing}"];
    }

    private static JsonObject CreateType(IotRequest request)
    {
        var properties = request.Member("thingTypeProperties") ?? [];
        var type = request.Region.ThingTypes.Create(
            request.Label("thingTypeName"), IotRequest.Text(properties, "thingTypeDescription"), IotRequest.List(properties["searchableAttributes"]));
        return Json.Object(("thingTypeName", type.Name), ("thingTypeArn", type.Arn), ("thingTypeId", type.Id));
    }

    private static JsonObject DescribeType(IotRequest request)
    {
        var type = request.Region.ThingTypes.Get(request.Label("thingTypeName"));
        return Json.Object(
            ("thingTypeName", type.Name),
            ("thingTypeId", type.Id),
            ("thingTypeArn", type.Arn),
            ("thingTypeProperties", Json.Object(("thingTypeDescription", type.Description), ("searchableAttributes", Json.List(type.SearchableAttributes)))),
            ("thingTypeMetadata", Json.Object(("deprecated", type.Deprecated), ("creationDate", Json.Time(type.Created)))));
    }

    private static JsonObject? DeprecateType(IotRequest request)
    {
        request.Region.ThingTypes.Deprecate(request.Label("thingTypeName"), undo: request.Truth("undoDeprecate") == true);
        return null;
    }

    private static JsonObject? DeleteType(IotRequest request)
    {
        request.Region.ThingTypes.Delete(request.Label("thingTypeName"));
        return null;
    }

    private static JsonObject CreateGroup(IotRequest request)
    {
        var properties = request.Member("thingGroupProperties") ?? [];
        var group = request.Region.ThingGroups.Create(
            request.Label("thingGroupName"),
            request.Text("parentGroupName"),
            IotRequest.Text(properties, "thingGroupDescription"),
            IotRequest.Texts((properties["attributePayload"] as JsonObject)?["attributes"] as JsonObject));
        return Json.Object(("thingGroupName", group.Name), ("thingGroupArn", group.Arn), ("thingGroupId", group.Id));
    }

    private static JsonObject DescribeGroup(IotRequest request)
    {
        var group = request.Region.ThingGroups.Get(request.Label("thingGroupName"));
        return Json.Object(
            ("thingGroupName", group.Name),
            ("thingGroupId", group.Id),
            ("thingGroupArn", group.Arn),
            ("version", 1),
            ("thingGroupProperties", Json.Object(
                ("thingGroupDescription", group.Description), ("attributePayload", Json.Object(("attributes", Json.Map(group.Attributes)))))),
            ("thingGroupMetadata", Json.Object(("parentGroupName", group.Parent), ("creationDate", Json.Time(group.Created)))));
    }

    private static JsonObject? DeleteGroup(IotRequest request)
    {
        request.Region.ThingGroups.Delete(request.Label("thingGroupName"));
        return null;
    }

    private static JsonObject ListGroups(IotRequest request)
    {
        var (parent, prefix) = (request.Query("parentGroup"), request.Query("namePrefixFilter"));
        var found = request.Region.ThingGroups.All.Where(group =>
            (parent is null || group.Parent == parent) && (prefix is null || group.Name.StartsWith(prefix, StringComparison.Ordinal)));
        return Page.Tokened(request, "thingGroups", [.. found], NameOf);
    }

    private static JsonObject ListThings(IotRequest request) =>
        Page.Tokened(request, "things", request.Region.ThingGroups.Get(request.Label("thingGroupName")).Things, thing => JsonValue.Create(thing));

    private static JsonObject ListGroupsForThing(IotRequest request)
    {
        var thing = request.Region.Things.Get(request.Label("thingName"));
        return Page.Tokened(request, "thingGroups", request.Region.ThingGroups.Of(thing.Name), NameOf);
    }

    private static JsonObject? Add(IotRequest request)
    {
        var (group, thing) = Membership(request);
        request.Region.Things.Get(thing);
        request.Region.ThingGroups.Add(group, thing);
        return null;
    }

    private static JsonObject? Remove(IotRequest request)
    {
        var (group, thing) = Membership(request);
        request.Region.Things.Get(thing);
        request.Region.ThingGroups.Remove(group, thing);
        return null;
    }

    private static JsonObject NameOf(Registry.ThingGroup group) => Json.Object(("groupName", group.Name), ("groupArn", group.Arn));

    // Both may be given by name or by ARN.
    private static (string Group, string Thing) Membership(IotRequest request) => (
        IotNames.ThingGroup(request.Text("thingGroupName") ?? LastPart(request.Text("thingGroupArn"))),
        IotNames.Thing(request.Text("thingName") ?? LastPart(request.Text("thingArn"))));

    private static string? LastPart(string? arn) => arn?[(arn.LastIndexOf('/') + 1)..];
}
