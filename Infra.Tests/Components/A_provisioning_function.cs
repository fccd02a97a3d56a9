using System.Collections.Immutable;
using Infra.Components;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_provisioning_function
{
    private const string FunctionType = "aws:lambda/function:Function";

    [Fact]
    public async Task with_required_arguments_only_runs_the_published_executable_with_a_role_and_log_of_its_own()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningFunction("authorizer", Authorizer(Deployed.Functions)));

        var function = recorder.Single(FunctionType);
        Assert.Equal("provided.al2023", function.Text("runtime"));
        Assert.Equal("authorizer", function.Text("handler"));
        Assert.Equal("widgiot-authorizer", function.Text("name"));
        Assert.Equal(["x86_64"], function.List("architectures"));
        Assert.IsType<FileArchive>(function.Inputs["code"]);
        Assert.Equal(512, function.Number("memorySize"));
        Assert.Equal(10, function.Number("timeout"));
        Assert.Equal("PassThrough", function.Map("tracingConfig")["mode"]);
        Assert.False(function.Inputs.ContainsKey("reservedConcurrentExecutions"));
        Assert.False(function.Inputs.ContainsKey("deadLetterConfig"));
        Assert.Equal("arn:aws:iam::123456789012:role/widgiot-us-east-1-authorizer", function.Text("role"));
        Assert.Equal(["logs:CreateLogStream", "logs:PutLogEvents"], RolePolicies.ActionsIn(recorder.Single(RolePolicies.Type)));
    }

    [Fact]
    public async Task with_every_argument_is_traced_encrypted_limited_and_tagged()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningFunction("authorizer", new()
        {
            Defaults = Deployed.Functions with { Architecture = Architectures.Arm64, LogRetentionDays = 7, LogKmsKeyArn = "key", Tracing = true, Tags = new() { { "team", "factory" } } },
            Handler = HandlerNames.Authorizer,
            Description = "Checks",
            Environment = ImmutableSortedDictionary<string, Input<string>>.Empty.Add(EnvironmentVariables.DeviceTable, "table"),
            TimeoutSeconds = 5,
            MemoryMb = 256,
            ReservedConcurrency = 9,
            DeadLetterQueueArn = "arn:aws:sqs:us-east-1:123456789012:failed",
        }));

        var function = recorder.Single(FunctionType);
        Assert.Equal(["arm64"], function.List("architectures"));
        Assert.Equal("Active", function.Map("tracingConfig")["mode"]);
        Assert.Equal(9, function.Number("reservedConcurrentExecutions"));
        Assert.Equal(256, function.Number("memorySize"));
        Assert.Equal("factory", function.Map("tags")["team"]);
        var log = recorder.Single("aws:cloudwatch/logGroup:LogGroup");
        Assert.Equal("key", log.Text("kmsKeyId"));
        Assert.Equal(7, log.Number("retentionInDays"));
        Assert.Equal("arn:aws:sqs:us-east-1:123456789012:failed", function.Map("deadLetterConfig")["targetArn"]);
        Assert.Contains("sqs:SendMessage", RolePolicies.ActionsIn(recorder.Single(RolePolicies.Type)));
        Assert.Contains("xray:PutTraceSegments", RolePolicies.ActionsIn(recorder.Single(RolePolicies.Type)));
    }

    [Fact]
    public async Task on_lambdas_own_dotnet_is_named_by_a_variable_since_the_handler_names_the_assembly()
    {
        var recorder = await Deployed.By(() => _ = new ProvisioningFunction("authorizer", Authorizer(Deployed.Functions with { Runtime = FunctionRuntimes.Dotnet10 })));

        var function = recorder.Single(FunctionType);
        Assert.Equal(("dotnet10", "bootstrap", "widgiot-authorizer"), (function.Text("runtime"), function.Text("handler"), function.Text("name")));
        var variables = Assert.IsType<ImmutableDictionary<string, object>>(function.Map("environment")["variables"]);
        Assert.Equal(
            [("DEVICE_TABLE", "table"), ("PROVISIONING_FUNCTION", "authorizer"), ("SKU", "widgiot")],
            variables.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => (variable.Key, (string)variable.Value)));
    }

    [Fact]
    public async Task refuses_a_runtime_that_it_is_not_published_for()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ProvisioningFunction("authorizer", Authorizer(Deployed.Functions with { Runtime = "dotnet8" })));

        Assert.Contains("'dotnet8' is no runtime of the functions; choose one of provided.al2023, dotnet10 [function-runtime-unknown]", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task has_its_log_group_before_it_under_the_name_its_role_may_write_to()
    {
        // The seed's role named a log group that no function had, and none was ever deleted (XC-51).
        var recorder = await Deployed.By(() => _ = new ProvisioningFunction("authorizer", Authorizer(Deployed.Functions)));

        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        Assert.InRange(order.IndexOf("aws:cloudwatch/logGroup:LogGroup"), 0, order.IndexOf(FunctionType) - 1);
        Assert.InRange(order.IndexOf(RolePolicies.Type), 0, order.IndexOf(FunctionType) - 1);
        var log = recorder.Single("aws:cloudwatch/logGroup:LogGroup");
        Assert.Equal("/aws/lambda/widgiot-authorizer", log.Text("name"));
        Assert.Equal(30, log.Number("retentionInDays"));
        Assert.Equal(log.Text("name"), recorder.Single(FunctionType).Map("loggingConfig")["logGroup"]);
        Assert.Equal(
            ["arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/widgiot-authorizer:*"],
            RolePolicies.Texts(Assert.Single(RolePolicies.Statements(recorder.Single(RolePolicies.Type)))["Resource"]));
    }

    [Fact]
    public async Task refuses_an_environment_that_is_not_what_its_code_reads()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new ProvisioningFunction("authorizer", new()
        {
            Defaults = Deployed.Functions,
            Handler = HandlerNames.Authorizer,
            Description = "Checks",
            TimeoutSeconds = 10,
            Environment = ImmutableSortedDictionary<string, Input<string>>.Empty.Add("SECRETFREE_TABLENAME", "table"),
        }));

        Assert.Contains("missing DEVICE_TABLE; spare SECRETFREE_TABLENAME; it reads CLOCK_SKEW_SECONDS, DEVICE_TABLE, FRESHNESS_SECONDS", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HandlerNames.Authorizer, RegistrationModes.Jitp)]
    [InlineData(HandlerNames.IssuerAcmPca, RegistrationModes.Jitp)]
    [InlineData(HandlerNames.IssuerAcmPca, RegistrationModes.Direct)]
    [InlineData(HandlerNames.IssuerIotCore, RegistrationModes.Jitp)]
    [InlineData(HandlerNames.PreProvisioningHook, RegistrationModes.Jitp)]
    [InlineData(HandlerNames.ClaimVendor, RegistrationModes.Jitp)]
    [InlineData(HandlerNames.RegistrationActivator, RegistrationModes.Jitp)]
    [InlineData(HandlerNames.CertificateProvider, RegistrationModes.Jitp)]
    [InlineData(HandlerNames.CertificateRetirer, RegistrationModes.Jitp)]
    public async Task may_call_exactly_what_its_code_calls_and_write_its_log(string handler, string mode)
    {
        // The seed's three functions shared one role with full access to AWS IoT and none to their table (XC-05, XC-24, XD-15).
        var recorder = await AllFunctions(mode);

        var granted = RolePolicies.OfRole(recorder, $"widgiot-us-east-1-{handler}").SelectMany(statement => RolePolicies.Texts(statement["Action"]));
        var called = FunctionContract.For(handler).CallsIn(mode).Select(call => call.Action).Concat(["logs:CreateLogStream", "logs:PutLogEvents"])
            // What is called asynchronously keeps what it failed on.
            .Concat(handler == HandlerNames.RegistrationActivator ? ["sqs:SendMessage"] : []);
        Assert.Equal(called.Order(StringComparer.Ordinal), granted.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(RegistrationModes.Jitp)]
    [InlineData(RegistrationModes.Direct)]
    public async Task may_touch_every_resource_only_where_an_action_knows_no_other(string mode)
    {
        var recorder = await AllFunctions(mode);

        var contracts = FunctionContract.All.SelectMany(contract => contract.Calls).Where(call => call.Resource == AwsResource.Any).Select(call => call.Action).ToHashSet();
        var wide = recorder.All(RolePolicies.Type).SelectMany(RolePolicies.Statements)
            .Where(statement => RolePolicies.Texts(statement["Resource"]).Contains("*"))
            .SelectMany(statement => RolePolicies.Texts(statement["Action"]));
        Assert.All(wide, action => Assert.Contains(action, contracts));
    }

    [Fact]
    public async Task has_exactly_the_environment_its_code_reads_in_each_mode()
    {
        foreach (var mode in RegistrationModes.All)
        {
            var recorder = await AllFunctions(mode);
            foreach (var function in recorder.All(FunctionType))
            {
                var variables = Assert.IsType<ImmutableDictionary<string, object>>(function.Map("environment")["variables"]);
                Assert.Equal(FunctionContract.For(function.Name).EnvironmentIn(mode).Order(StringComparer.Ordinal), variables.Keys.Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task issues_by_the_template_for_client_certificates_only()
    {
        // The seed left the template out, and so issued server certificates too (XC-27).
        var recorder = await AllFunctions(RegistrationModes.Jitp);

        var issue = Assert.Single(RolePolicies.OfRole(recorder, "widgiot-us-east-1-issuer-acm-pca"), statement => RolePolicies.Texts(statement["Action"]).Contains("acm-pca:IssueCertificate"));
        Assert.Equal("arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1", (string?)issue["Condition"]!["StringEquals"]!["acm-pca:TemplateArn"]);
    }

    [Theory]
    [InlineData("issuer-acm-pca")]
    [InlineData("issuer-iot-core")]
    public async Task that_issues_answers_before_the_api_gives_up(string handler)
    {
        // The seed set no timeout: Lambda's 3 seconds (XC-25).
        var recorder = await AllFunctions(RegistrationModes.Jitp);

        Assert.InRange(recorder.Single(FunctionType, handler).Number("timeout"), 25, 28);
    }

    private static ProvisioningFunctionArgs Authorizer(FunctionDefaults defaults) => new()
    {
        Defaults = defaults,
        Handler = HandlerNames.Authorizer,
        Description = "Checks a CSR",
        TimeoutSeconds = 10,
        Environment = ImmutableSortedDictionary<string, Input<string>>.Empty.Add(EnvironmentVariables.DeviceTable, "table"),
    };

    private static Task<Recorder> AllFunctions(string mode) => Deployed.By(() =>
    {
        var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
        var ledger = new IssuanceLedger("issuance", new() { Names = Deployed.Names });
        var policy = new DevicePolicy("device", new() { Names = Deployed.Names });
        var authority = new RegionalAuthority("authority", new() { Names = Deployed.Names, Parent = new Parent.Software("chain", "key") });
        ProvisioningFunctions.Authorizer(Deployed.Functions, registry);
        ProvisioningFunctions.IssuerAcmPca(Deployed.Functions, authority, ledger, new() { Policy = policy, IotEndpoint = "endpoint", RegistrationMode = mode });
        ProvisioningFunctions.IssuerIotCore(Deployed.Functions, ledger, policy, "endpoint");
        var hook = ProvisioningFunctions.PreProvisioningHook(Deployed.Functions, registry);
        var fleet = new FleetTemplate("fleet", new() { Names = Deployed.Names, Body = new() { PolicyName = policy.PolicyName }, Hook = new("hook", new() { Names = Deployed.Names, Function = hook }) });
        ProvisioningFunctions.ClaimVendor(Deployed.Functions, registry, fleet, "endpoint");
        ProvisioningFunctions.RegistrationActivator(Deployed.Functions, registry, policy, new FailedEvents("failed-events", new() { Names = Deployed.Names }));
        ProvisioningFunctions.CertificateProvider(Deployed.Functions, registry, authority, ledger);
        ProvisioningFunctions.CertificateRetirer(Deployed.Functions, ledger, policy);
    });
}
