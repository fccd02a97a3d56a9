using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Infra.Tools.Devices.Manifests;

/// <summary>Makes an entry of a JSON object that begins on that line.</summary>
internal delegate ManifestEntry JsonEntryReader(ReadOnlyMemory<byte> json, long line);

/// <summary>
/// A JSON document: an array of objects, or an object that holds such arrays (a scan's <c>Items</c>, a batch-write-item request). An object in it
/// that is no entry costs itself only; where the document itself breaks, nothing after it can be told apart, so reading ends there.
/// </summary>
internal sealed class JsonManifest(Stream stream, JsonEntryReader? read = null) : IManifest
{
    public const string Malformed = "manifest-malformed";

    private const int None = -1;

    private readonly ManifestStream _bytes = new(stream);
    private JsonReaderState _state;

    /// <summary>How deep the entries lie while the reader is inside an array of them.</summary>
    private int _entryDepth = None;

    public long? Length => _bytes.Length;

    public long Offset => _bytes.Offset;

    public ManifestMark Mark() => _bytes.Mark();

    public async IAsyncEnumerable<ManifestEntry> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _bytes.SkipByteOrderMarkAsync(cancellationToken);
        while (true)
        {
            if (Next() is { } entry) { yield return entry; }
            else if (!await _bytes.FillAsync(cancellationToken)) { break; }
        }

        if (!_bytes.Ended) { throw Broken($"an object is longer than {ManifestStream.MostEntryBytes} bytes"); }
    }

    public void Dispose() => _bytes.Dispose();

    /// <summary>Consumes up to the end of the next entry, and nothing unless there is one: a place in the manifest is always an entry's end.</summary>
    private ManifestEntry? Next()
    {
        try
        {
            var reader = new Utf8JsonReader(_bytes.Unread, _bytes.Ended, _state);
            var entryDepth = _entryDepth;
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) && reader.CurrentDepth == entryDepth)
                {
                    var start = (int)reader.TokenStartIndex;
                    if (!reader.TrySkip()) { return null; }
                    var end = (int)reader.BytesConsumed;
                    var entry = (read ?? (static (json, line) => JsonEntry.Of(json, line)))(_bytes.UnreadMemory[start..end], _bytes.Line + _bytes.Unread[..start].Count((byte)'\n'));
                    (_state, _entryDepth) = (reader.CurrentState, entryDepth);
                    _bytes.Consume(end);
                    return entry;
                }

                switch (reader.TokenType, reader.CurrentDepth)
                {
                    case (JsonTokenType.StartArray, <= 1):
                        entryDepth = reader.CurrentDepth + 1;
                        break;
                    case (JsonTokenType.EndArray, <= 1):
                        entryDepth = None;
                        break;

                    // What else a scan's answer says, such as the capacity it took.
                    case (JsonTokenType.StartObject, 1):
                        if (!reader.TrySkip()) { return null; }
                        break;
                    case (not JsonTokenType.StartObject and not JsonTokenType.EndObject, 0):
                        throw Broken($"it is one {reader.TokenType}, not an array of devices");
                }
            }

            return null;
        }
        catch (JsonException exception)
        {
            throw Broken($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}");
        }
    }

    private static ToolException Broken(string why) => new(ExitCodes.Refused, Malformed, $"the manifest is no JSON document that can be read on: {why}",
        "what came before is imported; mend the rest of the file and run the same command again");
}
