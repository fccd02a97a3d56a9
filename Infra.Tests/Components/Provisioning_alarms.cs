using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Identity;
using Infra.Tests.Golden;
using Pulumi;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class Provisioning_alarms
{
    private const string AlarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";
    private const string DashboardType = "aws:cloudwatch/dashboard:Dashboard";

    // XB-20, XC-26, XC-103: nobody was told of failures, nor of the end of the CA.
    [Fact]
    public async Task with_required_arguments_only_ring_for_what_somebody_should_look_at_and_tell_nobody()
    {
        var recorder = await Deployed.By(() => _ = Alarms(new()));

        Assert.Equal(
            [
                "alarms-api-errors", "alarms-authorizer-faults", "alarms-authorizer-throttles", "alarms-ca-expiry", "alarms-first-connections",
                "alarms-issuer-acm-pca-faults", "alarms-issuer-acm-pca-latency", "alarms-issuer-acm-pca-quota-throttles", "alarms-issuer-acm-pca-throttles",
                "alarms-pca-quota-use", "alarms-refusals",
            ],
            recorder.All(AlarmType).Select(alarm => alarm.Name));
        Assert.All(recorder.All(AlarmType), alarm =>
        {
            // No devices, no data, no alarm.
            Assert.Equal("notBreaching", alarm.Text("treatMissingData"));
            Assert.StartsWith("widgiot-", alarm.Text("name"), StringComparison.Ordinal);
            Assert.False(alarm.Inputs.TryGetValue("alarmActions", out var told) && told is ImmutableArray<object> { IsDefaultOrEmpty: false });
        });
    }

    [Fact]
    public async Task ring_for_an_event_that_no_function_could_be_given()
    {
        var recorder = await Deployed.By(() => _ = Alarms(new() { FailedEvents = new FailedEvents("failed-events", new() { Names = Deployed.Names }) }));

        var alarm = recorder.Single(AlarmType, "alarms-failed-events");
        Assert.Equal(("AWS/SQS", "ApproximateNumberOfMessagesVisible", 0d), (alarm.Text("namespace"), alarm.Text("metricName"), alarm.Number("threshold")));
        Assert.Equal("widgiot-failed-events", alarm.Map("dimensions")["QueueName"]);
    }

    // ACM PCA says nothing when a CA nears its end, and the issuer only once it refuses.
    [Theory]
    [InlineData(null, "730 - a")]
    [InlineData(60, "60 - a")]
    public async Task ring_before_the_ca_ends_though_no_device_asks(int? daysLeft, string expression)
    {
        var recorder = await Deployed.By(() => _ = Alarms(new() { AuthorityDaysLeft = daysLeft, Retires = true }));

        var queries = Queries(recorder, "alarms-ca-days-left");
        var metric = (ImmutableDictionary<string, object>)queries[0]["metric"];
        Assert.Equal((FunctionMetrics.AuthorityDaysLeft, "Minimum", 3600d), (metric["metricName"], metric["stat"], metric["period"]));
        Assert.Equal(HandlerNames.CertificateRetirer, ((ImmutableDictionary<string, object>)metric["dimensions"])[FunctionMetrics.Handler]);
        Assert.Equal(expression, queries[^1]["expression"]);
        Assert.Equal(0, recorder.Single(AlarmType, "alarms-ca-days-left").Number("threshold"));
    }

    // Both get their certificates from the one CA, within the one quota.
    [Fact]
    public async Task count_what_the_certificate_provider_issues_beside_the_api()
    {
        var recorder = await Deployed.By(() => _ = Alarms(new() { Signs = true }));

        Assert.Equal("100 * (FILL(a, 0) + FILL(b, 0)) / 7500", Queries(recorder, "alarms-pca-quota-use")[^1]["expression"]);
        Assert.Equal("FILL(a, 0) + FILL(b, 0)", Queries(recorder, "alarms-ca-expiry")[^1]["expression"]);
        Assert.Contains(recorder.All(AlarmType), alarm => alarm.Name == "alarms-certificate-provider-quota-throttles");
        // It has no second longer than the alarm would wait for.
        Assert.DoesNotContain(recorder.All(AlarmType), alarm => alarm.Name == "alarms-certificate-provider-latency");
    }

    [Fact]
    public async Task with_every_argument_use_its_bounds_and_tell_its_topics()
    {
        var recorder = await Deployed.By(() => _ = Alarms(new()
        {
            FirstConnections = false,
            TopicArns = ["arn:aws:sns:us-east-1:123456789012:pages"],
            IssueCertificatePerSecond = 100,
            QuotaUsePercent = 60,
            RefusalsPercent = 10,
            IssueLatencyMilliseconds = 2_000,
            Tags = { { "team", "fleet" } },
        }));

        Assert.DoesNotContain(recorder.All(AlarmType), alarm => alarm.Name == "alarms-first-connections");
        Assert.Equal(["arn:aws:sns:us-east-1:123456789012:pages"], recorder.Single(AlarmType, "alarms-refusals").List("alarmActions"));
        Assert.Equal(["arn:aws:sns:us-east-1:123456789012:pages"], recorder.Single(AlarmType, "alarms-refusals").List("okActions"));
        Assert.Equal(10, recorder.Single(AlarmType, "alarms-refusals").Number("threshold"));
        Assert.Equal(2_000, recorder.Single(AlarmType, "alarms-issuer-acm-pca-latency").Number("threshold"));
        Assert.Equal("p99", recorder.Single(AlarmType, "alarms-issuer-acm-pca-latency").Text("extendedStatistic"));
        Assert.Equal(60, recorder.Single(AlarmType, "alarms-pca-quota-use").Number("threshold"));
        Assert.Equal("fleet", recorder.Single(AlarmType, "alarms-refusals").Map("tags")["team"]);
        // 100 certificates a second are 30,000 in five minutes.
        Assert.Equal("100 * a / 30000", Queries(recorder, "alarms-pca-quota-use")[^1]["expression"]);
    }

    [Fact]
    public async Task watch_the_metrics_that_the_functions_write()
    {
        var recorder = await Deployed.By(() => _ = Alarms(new()));

        var latency = recorder.Single(AlarmType, "alarms-issuer-acm-pca-latency");
        Assert.Equal((FunctionMetrics.Namespace, FunctionMetrics.DurationMs), (latency.Text("namespace"), latency.Text("metricName")));
        Assert.Equal(("widgiot", "issuer-acm-pca"), (latency.Map("dimensions")[FunctionMetrics.Sku], latency.Map("dimensions")[FunctionMetrics.Handler]));
        var expiry = recorder.Single(AlarmType, "alarms-ca-expiry").Map("dimensions");
        Assert.Equal(("issuer-acm-pca", "authority_expiring"), (expiry[FunctionMetrics.Handler], expiry[FunctionMetrics.Outcome]));
        var refusals = Queries(recorder, "alarms-refusals");
        Assert.Equal(["a", "b", "watched"], refusals.Select(query => query["id"]));
        Assert.Equal([false, false, true], refusals.Select(query => query["returnData"]));
    }

    [Fact]
    public async Task of_a_region_stand_on_one_page_with_its_graphs()
    {
        var recorder = await Deployed.By(() =>
        {
            var args = new ProvisioningAlarmsChoices();
            var alarms = Alarms(args);
            _ = new ProvisioningDashboard("dashboard", new() { Names = Deployed.Names, Functions = args.Functions, Alarms = alarms });
        });

        var dashboard = recorder.Single(DashboardType);
        Assert.Equal("widgiot-provisioning-us-east-1", dashboard.Text("dashboardName"));
        var body = JsonNode.Parse(dashboard.Text("dashboardBody"))!;
        GoldenFile.Matches("Infra.Tests/Golden/components/dashboard.json", body.ToJsonString(new() { WriteIndented = true }));
        Assert.Equal(11, body["widgets"]![0]!["properties"]!["alarms"]!.AsArray().Count);
    }

    [Fact]
    public async Task need_not_be_there_for_a_dashboard()
    {
        var recorder = await Deployed.By(() =>
        {
            var args = new ProvisioningAlarmsChoices();
            Alarms(args);
            _ = new ProvisioningDashboard("dashboard", new() { Names = Deployed.Names, Functions = args.Functions });
        });

        Assert.DoesNotContain("\"alarms\"", recorder.Single(DashboardType).Text("dashboardBody"), StringComparison.Ordinal);
    }

    // With the function alone for dimension, one product line's faults rang the other's alarms.
    [Fact]
    public async Task of_two_product_lines_in_one_region_look_at_different_metrics()
    {
        var (widgets, gadgets) = (await WatchedBy(Deployed.Names), await WatchedBy(new(SkuName.Parse("gadgiot"), Deployed.Names.Region)));

        Assert.NotEmpty(widgets);
        Assert.Equal(widgets.Count, gadgets.Count);
        Assert.Empty(widgets.Intersect(gadgets));
        Assert.Equal(widgets, gadgets.Select(watched => watched.Replace("gadgiot", "widgiot", StringComparison.Ordinal)));

        static async Task<IReadOnlyList<string>> WatchedBy(ResourceNames names)
        {
            // AWS IoT counts first connections for the whole account: there is but one metric of it.
            var recorder = await Deployed.By(() => _ = Alarms(new() { FirstConnections = false }, names));
            return
            [
                .. from alarm in recorder.All(AlarmType)
                   from metric in alarm.Inputs.ContainsKey("metricQueries")
                       ? Queries(recorder, alarm.Name).Where(query => query.ContainsKey("metric")).Select(query => (ImmutableDictionary<string, object>)query["metric"])
                       : [alarm.Inputs]
                   let dimensions = (ImmutableDictionary<string, object>)metric["dimensions"]
                   select $"{alarm.Name}: {metric["metricName"]} {string.Join(' ', dimensions.OrderBy(dimension => dimension.Key, StringComparer.Ordinal).Select(dimension => $"{dimension.Key}={dimension.Value}"))}",
            ];
        }
    }

    private static ProvisioningAlarms Alarms(ProvisioningAlarmsChoices choices, ResourceNames? of = null)
    {
        var names = of ?? Deployed.Names;
        var functions = Deployed.Functions with { Names = names };
        var registry = new DeviceRegistry("devices", new() { Names = names });
        var ledger = new IssuanceLedger("issuance", new() { Names = names });
        var authority = new RegionalAuthority("authority", new() { Names = names, Parent = new Parent.Software("chain", "key") });
        var authorizer = ProvisioningFunctions.Authorizer(functions, registry);
        var issuer = ProvisioningFunctions.IssuerAcmPca(
            functions, authority, ledger, new() { Policy = new("device", new() { Names = names }), IotEndpoint = "endpoint" });
        choices.Functions =
        [
            authorizer, issuer,
            .. choices.Retires ? [ProvisioningFunctions.CertificateRetirer(functions, ledger, new("retired", new() { Names = names }))] : (ProvisioningFunction[])[],
            .. choices.Signs ? [ProvisioningFunctions.CertificateProvider(functions, registry, authority, ledger)] : (ProvisioningFunction[])[],
        ];
        return new("alarms", choices.On(names, new ProvisioningApi("api", new() { Names = names, Authorizer = authorizer, IssuerAcmPca = issuer })));
    }

    private static ImmutableDictionary<string, object>[] Queries(Recorder recorder, string name) =>
        [.. recorder.Single(AlarmType, name).List("metricQueries").Cast<ImmutableDictionary<string, object>>()];

    /// <summary>The arguments but for what is watched; those left out keep the component's own default.</summary>
    private sealed class ProvisioningAlarmsChoices
    {
        public bool? FirstConnections { get; init; }
        public InputList<string>? TopicArns { get; init; }
        public int? IssueCertificatePerSecond { get; init; }
        public int? QuotaUsePercent { get; init; }
        public int? RefusalsPercent { get; init; }
        public int? IssueLatencyMilliseconds { get; init; }
        public int? AuthorityDaysLeft { get; init; }
        public bool Retires { get; init; }
        public bool Signs { get; init; }
        public FailedEvents? FailedEvents { get; init; }
        public InputMap<string> Tags { get; init; } = [];
        public ImmutableArray<ProvisioningFunction> Functions { get; set; }

        public ProvisioningAlarmsArgs On(ResourceNames names, ProvisioningApi api)
        {
            var own = new ProvisioningAlarmsArgs { Names = names, Functions = Functions, Api = api };
            return new()
            {
                Names = own.Names,
                Functions = Functions,
                Api = api,
                FailedEvents = FailedEvents,
                FirstConnections = FirstConnections ?? own.FirstConnections,
                TopicArns = TopicArns ?? own.TopicArns,
                IssueCertificatePerSecond = IssueCertificatePerSecond ?? own.IssueCertificatePerSecond,
                QuotaUsePercent = QuotaUsePercent ?? own.QuotaUsePercent,
                RefusalsPercent = RefusalsPercent ?? own.RefusalsPercent,
                IssueLatencyMilliseconds = IssueLatencyMilliseconds ?? own.IssueLatencyMilliseconds,
                AuthorityDaysLeft = AuthorityDaysLeft ?? own.AuthorityDaysLeft,
                Tags = Tags,
            };
        }
    }
}
