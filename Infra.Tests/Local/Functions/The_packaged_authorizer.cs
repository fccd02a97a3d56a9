using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Infra.Local.Functions;
using Infra.Local.Iam;
using Infra.Local.Logs;
using Infra.Tests.Lambdas;
using Infra.Tests.Pki;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Functions;

/// <summary>artifacts/functions/bootstrap, as it is deployed, in the least memory that Lambda has.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class The_packaged_authorizer
{
    private const int Megabyte = 1 << 20;
    private const string MethodArn = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/POST/new";

    [Fact]
    public async Task refuses_the_whole_corpus_over_and_over_within_128_MB()
    {
        using var folder = new TemporaryFolder();
        // What .NET reads from a container of 128 MB by itself: three quarters of it are the heap's. $$ is the function's process after exec.
        var executable = folder.Write("bootstrap", $"""
            #!/bin/sh
            echo $$ > '{folder.Path}/pid'
            DOTNET_GCHeapHardLimit={128 * Megabyte * 3 / 4:x} exec '{Repository.PathOf("artifacts", "functions", "bootstrap")}'

            """);
        File.SetUnixFileMode(executable, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var functions = new DeployedFunctions();
        var function = await DeployAsync(functions, executable);

        for (var round = 0; round < 3; round++)
        {
            foreach (var file in A_corpus_of_bad_csrs.FileNames)
            {
                var result = await function.InvokeAsync(Event(A_corpus_of_bad_csrs.HeadersIn(file)), default);

                // The endpoint of this function's AWS is nowhere, so a lookup would be an error, too.
                Assert.True(result.ErrorMessage is null, $"{file}: {result.ErrorMessage}");
                var answer = JsonNode.Parse(result.Payload.Span)!;
                Assert.Equal(("nobody", "Deny"), ((string?)answer["principalId"], (string?)answer["policyDocument"]!["Statement"]![0]!["Effect"]));
            }
        }

        Assert.InRange(PeakMemory(File.ReadAllText(Path.Combine(folder.Path, "pid")).Trim()), 1, 128 * Megabyte);
    }

    private static async Task<DeployedFunction> DeployAsync(DeployedFunctions functions, string executable)
    {
        var iam = new DeployedIam();
        iam.Add("role", "/", PolicyDocument.Parse(
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}"""));
        var maker = new LambdaMaker(functions, iam, new LogStore(), new(executable, MaxEnvironments: 1), new("http://127.0.0.1:1"));
        await maker.AsAsync("aws:lambda/function:Function", "fn",
            ("name", "fn"), ("role", "arn:aws:iam::123456789012:role/role"), ("handler", "authorizer"), ("code", "an archive"),
            ("timeout", 30.0), ("memorySize", 128.0), ("environment", Make.Map(("variables", Make.Map(("DEVICE_TABLE", "devices"))))));
        return functions.Find("us-east-1", "fn")!;
    }

    private static byte[] Event(string[] headers) => System.Text.Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = "REQUEST",
        ["methodArn"] = MethodArn,
        ["headers"] = new JsonObject { ["device-csr"] = headers[^1] },
        ["multiValueHeaders"] = new JsonObject { ["device-csr"] = new JsonArray([.. headers.Select(header => JsonValue.Create(header))]) },
    }.ToJsonString());

    /// <summary>VmHWM of proc_pid_status(5), in bytes.</summary>
    private static long PeakMemory(string process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
