using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Identity.Contracts;
using Infra.Tests.Support;

namespace Infra.Tests.Program;

/// <summary>What holds in each profile's graph as a whole, each against a defect of the seed systems whose parts did not fit together.</summary>
public sealed partial class Every_profile
{
    public static TheoryData<string> Names => [.. Profile.All.Select(profile => profile.Name)];

    // XB-01 (an ARN without its service), XB-17, XC-86 (accounts of ten digits, 'account' and regions written out): all come from the scope of the deployment.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task names_resources_by_whole_arns_of_its_own_account(string profile)
    {
        // Of other accounts only who the profile says may ask for claims, as a principal.
        var guests = (await Profile.Named(profile).SettingsAsync()).ApiClaimAccounts.Select(account => $"arn:aws:iam::{account}:root").ToArray();
        var arns = Arn().Matches(Text(profile)).Select(match => match.Value).Distinct().ToArray();

        Assert.True(arns.Length > 10);
        Assert.All(arns, arn =>
        {
            var parts = arn.Split(':', 6);
            Assert.True(parts is [_, "aws", not "", _, _, not ""], arn);
            Assert.True(parts[4] is "123456789012" or "" or "aws" or "lambda" || guests.Contains(arn), arn);
        });
    }

    // XC-04, XC-23: the seed's functions read tables that nobody had made, each under a name of its own.
    [Theory]
    [MemberData(nameof(Names))]
    public void hands_its_functions_the_tables_that_it_has(string profile)
    {
        var tables = All(profile, "aws:dynamodb/table:Table").ToDictionary(table => table["name"]!.GetValue<string>(), Input("name"));

        Assert.All(Functions(profile), function => Assert.All(Variables(function), variable =>
        {
            if (variable.Key == EnvironmentVariables.DeviceTable) { Assert.Equal(tables["devices"], variable.Value!.GetValue<string>()); }
            if (variable.Key == EnvironmentVariables.LedgerTable) { Assert.Equal(tables["issuance"], variable.Value!.GetValue<string>()); }
        }));
        Assert.Contains(Functions(profile), function => Variables(function).ContainsKey(EnvironmentVariables.DeviceTable));
    }

    // XC-25: three seconds by default, for functions that wait for a CA. XC-53: runtimes at the end of their support.
    [Theory]
    [MemberData(nameof(Names))]
    public void gives_each_function_its_time_and_a_runtime_that_is_supported(string profile) => Assert.All(Functions(profile), function =>
    {
        // Nobody waits for the one that a schedule calls.
        var most = Input("handler")(function) == HandlerNames.CertificateRetirer ? 300 : 30;
        Assert.InRange(function["inputs"]!["timeout"]!.GetValue<double>(), 5, most);
        Assert.Contains(Input("runtime")(function), (string[])["provided.al2023", "dotnet10"]);
    });

    // XC-51: the seed's functions had a right to the log of another name, and no log that ends.
    [Theory]
    [MemberData(nameof(Names))]
    public void lets_each_function_write_its_own_log_which_ends(string profile)
    {
        var logs = All(profile, "aws:cloudwatch/logGroup:LogGroup").ToDictionary(Input("name"), log => log["inputs"]!["retentionInDays"]!.GetValue<double>());
        var policies = All(profile, "aws:iam/rolePolicy:RolePolicy").ToArray();

        Assert.All(Functions(profile), function =>
        {
            var log = function["inputs"]!["loggingConfig"]!["logGroup"]!.GetValue<string>();
            var role = Input("role")(function).Split('/')[^1];
            Assert.InRange(logs[log], 1, 3653);
            Assert.Contains(policies, policy => Input("role")(policy) == role && policy["inputs"]!["policy"]!.ToJsonString().Contains($":log-group:{log}:*", StringComparison.Ordinal));
        });
    }

    // XC-40, XC-41 (URIs with names that no function had), XC-42 (no permission for API Gateway to call them), XC-43 (errors that came as 200).
    [Theory]
    [MemberData(nameof(Names))]
    public void calls_functions_that_exist_and_let_themselves_be_called(string profile)
    {
        var functions = Functions(profile).Select(Input("name")).ToArray();
        var open = All(profile, "aws:lambda/permission:Permission").Select(Input("function")).ToArray();
        var called = All(profile, "aws:apigateway/integration:Integration").Where(integration => Input("type")(integration) != "MOCK").Select(integration =>
        {
            Assert.Equal("AWS_PROXY", Input("type")(integration));
            return Input("uri")(integration);
        }).Concat(All(profile, "aws:apigateway/authorizer:Authorizer").Where(authorizer => Input("type")(authorizer) == "REQUEST").Select(Input("authorizerUri"))).Select(uri => Called().Match(uri).Groups["function"].Value).ToArray();

        Assert.True(called.Length >= 2);
        Assert.All(called, function => Assert.True(functions.Contains(function) && open.Contains(function), function));
    }

    // XC-10: a decision that is kept is a decision for another request. XC-48: no limits, no access log.
    [Theory]
    [MemberData(nameof(Names))]
    public void has_an_api_that_decides_each_request_limits_them_and_keeps_a_log(string profile)
    {
        Assert.All(All(profile, "aws:apigateway/authorizer:Authorizer"), authorizer => Assert.Equal(0, authorizer["inputs"]!["authorizerResultTtlInSeconds"]!.GetValue<double>()));
        Assert.All(All(profile, "aws:apigateway/methodSettings:MethodSettings"), settings => Assert.InRange(settings["inputs"]!["settings"]!["throttlingRateLimit"]!.GetValue<double>(), 1, 10_000));
        Assert.All(All(profile, "aws:apigateway/stage:Stage"), stage => Assert.NotNull(stage["inputs"]!["accessLogSettings"]?["destinationArn"]));
        Assert.Contains(All(profile, "aws:apigateway/methodSettings:MethodSettings"), settings => Input("methodPath")(settings) == "*/*");
    }

    // XC-84: a CA without auto-registration, and a template that nothing names. Without a template (JITR) a rule has to be there instead.
    [Theory]
    [MemberData(nameof(Names))]
    public void registers_its_ca_with_what_makes_a_first_connection_count(string profile)
    {
        var templates = All(profile, "aws:iot/provisioningTemplate:ProvisioningTemplate").Select(Input("name")).ToArray();

        Assert.All(All(profile, "provisioning:index:CaRegistration"), registration =>
        {
            Assert.True(registration["inputs"]!["autoRegistration"]!.GetValue<bool>());
            if (registration["inputs"]!["templateName"] is { } template) { Assert.Contains(template.GetValue<string>(), templates); }
            else { Assert.NotEmpty(All(profile, "aws:iot/topicRule:TopicRule")); }
        });
    }

    // XB-20, XC-26, XC-103: nobody heard of a failed first connection, of the end of the CA, or of refusals.
    [Theory]
    [InlineData("single-region", "widgiot-first-connections")]
    [InlineData("single-region", "widgiot-ca-expiry")]
    [InlineData("single-region", "widgiot-refusals")]
    [InlineData("single-region", "widgiot-ca-days-left")]
    [InlineData("multi-region", "widgiot-first-connections")]
    [InlineData("multi-region", "widgiot-ca-expiry")]
    [InlineData("multi-region", "widgiot-refusals")]
    public void for_production_wakes_somebody(string profile, string alarm) =>
        Assert.Contains(alarm, All(profile, "aws:cloudwatch/metricAlarm:MetricAlarm").Select(Input("name")));

    // Once the hook had none: a device that it failed on waited unseen.
    [Theory]
    [MemberData(nameof(Names))]
    public void with_alarms_has_one_for_the_faults_of_each_of_its_functions(string profile)
    {
        var alarms = All(profile, "aws:cloudwatch/metricAlarm:MetricAlarm").Select(Input("name")).ToArray();

        Assert.All(alarms.Length == 0 ? [] : Functions(profile), function => Assert.Contains($"{Input("name")(function)}-faults", alarms));
    }

    private static JsonNode[] Functions(string profile) => [.. All(profile, AwsTypes.Function)];

    private static JsonObject Variables(JsonNode function) => function["inputs"]!["environment"]!["variables"]!.AsObject();

    private static IEnumerable<JsonNode> All(string profile, string type) =>
        JsonNode.Parse(Text(profile))!.AsArray().Select(resource => resource!).Where(resource => resource["type"]!.GetValue<string>() == type);

    private static Func<JsonNode, string> Input(string name) => resource => resource["inputs"]![name]!.GetValue<string>();

    private static string Text(string profile) => Repository.Read("Infra.Tests", "Golden", "stacks", $"{profile}.json");

    [GeneratedRegex("""(?<=")arn:[^"\s]*""")]
    private static partial Regex Arn();

    [GeneratedRegex(":function:(?<function>[^/]+)/invocations$")]
    private static partial Regex Called();
}
