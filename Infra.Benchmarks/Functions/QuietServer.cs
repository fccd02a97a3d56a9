using System.Net;
using System.Net.Sockets;

namespace Infra.Benchmarks.Functions;

/// <summary>
/// A server that takes next to nothing of the machine: a blocking thread a connection, no work but reading a message and writing an answer. What is
/// measured runs on the same processors, and what it waits for should be itself: with Kestrel here and dynalite behind it a cold start took a quarter longer.
/// </summary>
internal sealed class QuietServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<HttpMessage, HttpMessage?> _answer;

    /// <param name="answer">Answers a request; null closes the connection.</param>
    public QuietServer(Func<HttpMessage, HttpMessage?> answer)
    {
        _answer = answer;
        _listener.Start();
        Run(Accept);
    }

    /// <summary>Host and port.</summary>
    public string Authority => _listener.LocalEndpoint.ToString()!;

    public void Dispose() => _listener.Dispose();

    private static void Run(Action work) => new Thread(() => work()) { IsBackground = true }.Start();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = _listener.AcceptTcpClient();
                Run(() => Serve(connection));
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
    }

    private void Serve(TcpClient connection)
    {
        using var _ = connection;
        connection.NoDelay = true;
        try
        {
            var stream = connection.GetStream();
            while (HttpMessage.Read(stream) is { } request && _answer(request) is { } answer) { stream.Write(answer.ToBytes()); }
        }
        catch (IOException)
        {
            // The function was killed, as each is in the end; or the table is gone, which the function will tell.
        }
    }
}
