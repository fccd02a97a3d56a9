using System.Text.Json.Nodes;
using Infra.Components;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_provisioning_dashboard
{
    private const string Type = "aws:cloudwatch/dashboard:Dashboard";

    [Fact]
    public async Task with_required_arguments_only_has_the_graphs_of_its_functions_in_its_region()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningDashboard("dashboard", new() { Names = Deployed.Names, Functions = [Authorizer()] }));

        Assert.Equal(("widgiot-provisioning-us-east-1", "us-east-1"), (recorder.Single(Type).Text("dashboardName"), recorder.Single(Type).Text("region")));
        var widgets = Widgets(recorder);
        Assert.Equal(["requests by outcome", "99 of 100 answers within (ms)", "faults", "first connections"], widgets.Select(Title));
        Assert.All(widgets, widget => Assert.Equal(("metric", "us-east-1"), ((string?)widget["type"], (string?)widget["properties"]!["region"])));
        Assert.Equal("""["Provisioning","faults","sku","widgiot","handler","authorizer"]""", Assert.Single(widgets[2]["properties"]!["metrics"]!.AsArray())!.ToJsonString());
    }

    [Fact]
    public async Task with_every_argument_begins_with_the_alarms()
    {
        var recorder = await Deployed.By(() =>
        {
            var authorizer = Authorizer();
            var issuer = ProvisioningFunctions.IssuerIotCore(
                Deployed.Functions, new("issuance", new() { Names = Deployed.Names }), new("device", new() { Names = Deployed.Names }), "endpoint");
            var api = new ProvisioningApi("api", new() { Names = Deployed.Names, Authorizer = authorizer, IssuerIotCore = issuer });
            var alarms = new ProvisioningAlarms("alarms", new() { Names = Deployed.Names, Functions = [authorizer], Api = api });
            _ = new ProvisioningDashboard("dashboard", new() { Names = Deployed.Names, Functions = [authorizer], Alarms = alarms });
        });

        var widgets = Widgets(recorder);
        Assert.Equal(["alarms", "requests by outcome", "99 of 100 answers within (ms)", "faults", "first connections"], widgets.Select(Title));
        Assert.Equal("alarm", (string?)widgets[0]["type"]);
        Assert.Equal(recorder.All("aws:cloudwatch/metricAlarm:MetricAlarm").Count, widgets[0]["properties"]!["alarms"]!.AsArray().Count);
        Assert.Equal(widgets.Length, widgets.DistinctBy(widget => ((int)widget["x"]!, (int)widget["y"]!)).Count());
    }

    private static ProvisioningFunction Authorizer() => ProvisioningFunctions.Authorizer(Deployed.Functions, new("devices", new() { Names = Deployed.Names }));

    private static JsonNode[] Widgets(Recorder recorder) => [.. JsonNode.Parse(recorder.Single(Type).Text("dashboardBody"))!["widgets"]!.AsArray().Select(widget => widget!)];

    private static string? Title(JsonNode widget) => (string?)widget["properties"]!["title"];
}
