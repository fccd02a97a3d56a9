using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Infra.Components.Policies;
using Pulumi;

namespace Infra.Components.Templates;

/// <summary>What both kinds of template need around them.</summary>
internal static partial class TemplatePermissions
{
    /// <summary>What the role of a template must be allowed.</summary>
    // AWS publishes no list of the calls that a template makes; these are the reads and writes behind each element of the grammar.
    public static IEnumerable<Statement> Of<TKind>(TemplateBody<TKind> body, AwsScope scope) where TKind : ITemplateKind
    {
        var things = IotArns.Things(scope);
        yield return new()
        {
            Sid = "CreateDeviceThings",
            Action = [Actions.Iot.CreateThing, Actions.Iot.DescribeThing],
            Resource = [things],
        };
        if (body.OnExistingThing is OnExistingThing.Merge or OnExistingThing.Replace)
        {
            yield return new() { Sid = "UpdateExistingThings", Action = [Actions.Iot.UpdateThing], Resource = [things] };
        }
        if (body.ThingType is { } type)
        {
            yield return new() { Sid = "ReadTheThingType", Action = [Actions.Iot.DescribeThingType], Resource = [scope.Arn("iot", $"thingtype/{type}")] };
        }
        if (!body.ThingGroups.IsEmpty)
        {
            ImmutableArray<ResourceArn> groups = [.. body.ThingGroups.Select(group => (ResourceArn)scope.Arn("iot", $"thinggroup/{group}"))];
            yield return new() { Sid = "ReadTheThingGroups", Action = [Actions.Iot.DescribeThingGroup], Resource = groups };
            yield return new() { Sid = "AddThingsToTheirGroups", Action = [Actions.Iot.AddThingToThingGroup], Resource = [things, .. groups] };
        }
        yield return new()
        {
            Sid = "AttachAndActivateDeviceCertificates",
            Action = [Actions.Iot.AttachPolicy, Actions.Iot.AttachThingPrincipal, Actions.Iot.DescribeCertificate, Actions.Iot.UpdateCertificate],
            Resource = [IotArns.Certificates(scope)],
        };
        yield return new()
        {
            Sid = "ReadTheDevicePolicy",
            Action = [Actions.Iot.GetPolicy],
            Resource = [scope.Arn("iot", body.PolicyName.Apply(policyName => $"policy/{policyName}"))],
        };
    }

    /// <summary>A template's name, or at preview why AWS IoT would refuse it.</summary>
    public static string CheckedName(string templateName) => TemplateNames().IsMatch(templateName)
        ? templateName
        : throw new ComponentException(ComponentCodes.TemplateNameInvalid, $"'{templateName}' is no template name; allowed are 1 to 36 of a-z, A-Z, 0-9, _ and - ({templateName.Length} characters)");

    [GeneratedRegex(@"^[0-9A-Za-z_-]{1,36}\z")]
    private static partial Regex TemplateNames();
}
