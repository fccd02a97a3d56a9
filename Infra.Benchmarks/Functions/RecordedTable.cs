using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Infra.Benchmarks.Functions;

/// <summary>
/// The table for cold starts: the first request of a kind goes to the real one, later ones get that answer from memory. How long a database takes is not a
/// matter of the function, and node would take one of its processors.
/// </summary>
internal sealed class RecordedTable : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpMessage> _answers = [];
    private readonly QuietServer _server;
    private readonly Uri _table;

    public RecordedTable(string dynamoDb)
    {
        _table = new(dynamoDb);
        _server = new(request => _answers.GetOrAdd(Convert.ToBase64String(request.Body), _ => Ask(request)));
    }

    public string Address => $"http://{_server.Authority}";

    public void Dispose() => _server.Dispose();

    private HttpMessage Ask(HttpMessage request)
    {
        using var connection = new TcpClient(_table.Host, _table.Port);
        connection.GetStream().Write(request.ToBytes());
        return HttpMessage.Read(connection.GetStream()) ?? throw new IOException("the table closed the connection without an answer");
    }
}
