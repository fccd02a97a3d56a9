using System.Diagnostics;
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
    // Port 0: the system chooses a free one. Standard input: it ends with this process, however that ends.
    private const string Script = """
        const server = require('dynalite')({ createTableMs: 0 });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        process.stdin.on('end', () => process.exit(0)).resume();
        """;

    private System.Diagnostics.Process? _process;

    /// <summary>Speaks to it.</summary>
    public AmazonDynamoDBClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _process = System.Diagnostics.Process.Start(new ProcessStartInfo("node", ["-e", Script])
        {
            WorkingDirectory = Folder(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var port = await _process.StandardOutput.ReadLineAsync();
        Client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = $"http://127.0.0.1:{port}", AuthenticationRegion = "us-east-1" });
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

    private static string Folder()
    {
        var root = typeof(Dynalite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepoRoot").Value!;
        var folder = Path.Combine(root, "Infra.Tests", "node");
        return Directory.Exists(Path.Combine(folder, "node_modules", "dynalite"))
            ? folder
            : throw new InvalidOperationException($"these tests need dynalite, which is not in {folder}; run ./infra test, which installs it, or npm install there");
    }
}
