using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Infra.Tests.Lambdas;

/// <summary>Tests that share one DynamoDB.</summary>
[CollectionDefinition("dynalite")]
public sealed class DynaliteCollection : ICollectionFixture<Dynalite>;

/// <summary>A DynamoDB in a process of its own (dynalite, from npm; Infra.Tests/node/package.json).</summary>
public sealed class Dynalite : IAsyncLifetime
{
    private System.Diagnostics.Process? _process;

    /// <summary>Speaks to it.</summary>
    public AmazonDynamoDBClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var port = FreePort();
        _process = System.Diagnostics.Process.Start(new ProcessStartInfo("node", [Script(), "--host", "127.0.0.1", "--port", $"{port}", "--createTableMs", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = $"http://127.0.0.1:{port}", AuthenticationRegion = "us-east-1" });
        await UntilItListensAsync(port);
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    /// <summary>Makes an empty table of its own for a test, with string keys.</summary>
    public async Task<string> CreateTableAsync(string hashKey, string? rangeKey = null)
    {
        var name = $"table-{Guid.NewGuid():N}";
        string[] keys = rangeKey is null ? [hashKey] : [hashKey, rangeKey];
        await Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [.. keys.Select(key => new AttributeDefinition(key, ScalarAttributeType.S))],
            KeySchema = [.. keys.Select(key => new KeySchemaElement(key, key == hashKey ? KeyType.HASH : KeyType.RANGE))],
        });
        while ((await Client.DescribeTableAsync(name)).Table.TableStatus != TableStatus.ACTIVE)
        {
            await Task.Delay(10);
        }

        return name;
    }

    private static string Script()
    {
        var root = typeof(Dynalite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepoRoot").Value!;
        var script = Path.Combine(root, "Infra.Tests", "node", "node_modules", "dynalite", "cli.js");
        return File.Exists(script)
            ? script
            : throw new FileNotFoundException($"these tests need dynalite: run ./infra test, or npm install in {Path.Combine(root, "Infra.Tests", "node")}", script);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task UntilItListensAsync(int port)
    {
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                if (_process!.HasExited)
                {
                    throw new InvalidOperationException($"dynalite ended at once: {await _process.StandardError.ReadToEndAsync()}");
                }

                await Task.Delay(20);
            }
        }
    }
}
