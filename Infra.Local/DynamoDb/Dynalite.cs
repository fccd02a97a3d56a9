using System.Diagnostics;
using System.Net.Http.Headers;

namespace Infra.Local.DynamoDb;

/// <summary>A dynalite process: the tables themselves. It holds them in memory and ends when this process does.</summary>
internal sealed class Dynalite : IAsyncDisposable
{
    // Port 0 and standard input: a free port without a race, and no orphan however this process ends.
    private const string Script = """
        const server = require('dynalite')({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        process.stdin.on('end', () => process.exit(0)).resume();
        """;

    private readonly Process process;
    private readonly HttpClient http;

    private Dynalite(Process process, int port) =>
        (this.process, http) = (process, new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{port}") });

    /// <param name="folder">Where <c>node_modules/dynalite</c> is.</param>
    public static async Task<Dynalite> StartAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "dynalite")))
        {
            throw new InvalidOperationException($"dynalite is not installed in {folder}; run ./infra local, which installs it, or npm install there");
        }
        var start = new ProcessStartInfo("node", ["-e", Script])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            if (!int.TryParse(line, out var port))
            {
                // What it has said is read to its end, which comes with the process's own.
                process.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"dynalite did not start: {line} {await process.StandardError.ReadToEndAsync(cancellationToken)}");
            }
            // Nobody reads what it prints from here on; a full pipe must not stop it.
            process.BeginErrorReadLine();
            return new(process, port);
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    public async Task<(int Status, byte[] Body)> CallAsync(string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", $"DynamoDB_20120810.{operation}");
        request.Headers.Add("X-Amz-Date", "20260101T000000Z");
        // It wants a header of this shape and checks no signature; the front has done that.
        request.Headers.TryAddWithoutValidation("Authorization",
            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
        using var response = await http.SendAsync(request, cancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await EndAsync(process);
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }
}
