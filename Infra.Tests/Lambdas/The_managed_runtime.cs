using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Identity.Contracts;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Logs;
using Infra.Tests.Local;
using Infra.Tests.Pki;

namespace Infra.Tests.Lambdas;

/// <summary>The executable as Lambda's own .NET runs it: the assembly, without arguments, and <c>_HANDLER</c> names the assembly.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class The_managed_runtime : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DeployedFunctions functions = new();

    [Fact]
    public async Task runs_the_function_that_its_own_variable_names()
    {
        await DeployAsync((EnvironmentVariables.Function, HandlerNames.Authorizer), (EnvironmentVariables.DeviceTable, "devices"));

        var result = await InvokeAsync(
            """
            {
              "type": "REQUEST", "methodArn": "arn:aws:execute-api:us-east-1:123456789012:a/live/POST/new", "resource": "/new", "path": "/new", "httpMethod": "POST",
              "headers": { "device-csr": "none!" }, "multiValueHeaders": { "device-csr": ["none!"] },
              "requestContext": { "resourceId": "r", "resourcePath": "/new", "httpMethod": "POST", "identity": { "sourceIp": "192.0.2.1" }, "apiId": "a" }
            }
            """);

        Assert.Null(result.ErrorMessage);
        Assert.Equal("Deny", (string?)JsonNode.Parse(result.Payload.Span)!["policyDocument"]!["Statement"]![0]!["Effect"]);
    }

    [Fact]
    public async Task tells_lambda_which_variable_is_wrong()
    {
        await DeployAsync((EnvironmentVariables.Function, "issuer"));

        Assert.StartsWith("PROVISIONING_FUNCTION is 'issuer'; it must be one of authorizer", (await InvokeAsync("{}")).ErrorMessage, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    // Of IAsyncDisposable xunit 2 knows nothing, and a function that outlives its test keeps the test run from ending.
    public Task DisposeAsync() => functions.DisposeAsync().AsTask();

    public void Dispose() => folder.Dispose();

    // What the runtime's bootstrap.sh comes to for a handler without a colon.
    private async Task DeployAsync(params (string, object)[] variables)
    {
        var dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
        var bootstrap = folder.Write("bootstrap", $"#!/bin/sh\nexec '{dotnet}' exec '{AppContext.BaseDirectory}{FunctionRuntimes.Assembly}.dll'\n");
        File.SetUnixFileMode(bootstrap, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var iam = new DeployedIam();
        iam.Add("role", "/", PolicyDocument.Parse(
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"""));
        var maker = new LambdaMaker(functions, iam, new LogStore(), new(bootstrap, MaxEnvironments: 1), new("http://127.0.0.1:1"));
        await maker.AsAsync("aws:lambda/function:Function", "fn",
            ("name", "fn"), ("role", "arn:aws:iam::123456789012:role/role"), ("handler", FunctionRuntimes.Assembly), ("code", "an archive"),
            ("timeout", 30.0), ("memorySize", 512.0), ("environment", Make.Map(("variables", Make.Map(variables)))));
    }

    private Task<FunctionResult> InvokeAsync(string payload) =>
        functions.Find("us-east-1", "fn")!.InvokeAsync(Encoding.UTF8.GetBytes(payload), CancellationToken.None);
}
