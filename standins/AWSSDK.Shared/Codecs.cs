using System.Globalization;
using System.Text.Json;

namespace Amazon.Runtime.StandIn;

/// <summary>The codecs of the JSON protocols (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).</summary>
internal static class Codecs
{
    public static Codec<string> String { get; } = new StringCodec();

    public static Codec<bool?> Boolean { get; } = new BooleanCodec();

    public static Codec<int?> Int32 { get; } = new Int32Codec();

    public static Codec<long?> Int64 { get; } = new Int64Codec();

    public static Codec<DateTime?> EpochSeconds { get; } = new EpochSecondsCodec();

    public static Codec<MemoryStream> Blob { get; } = new BlobCodec();

    public static Codec<List<T>> List<T>(Codec<T> element) => new ListCodec<T>(element);

    public static Codec<Dictionary<string, T>> Map<T>(Codec<T> value) => new MapCodec<T>(value);

    public static Codec<T> Constant<T>(Func<string, T> find) where T : ConstantClass => new ConstantCodec<T>(find);

    private sealed class StringCodec : Codec<string>
    {
        public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

        public override string Read(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();

        public override string ToText(string value) => value;
    }

    private sealed class BooleanCodec : Codec<bool?>
    {
        public override void Write(Utf8JsonWriter writer, bool? value) => writer.WriteBooleanValue(value.Value);

        public override bool? Read(JsonElement element) => element.GetBoolean();

        public override string ToText(bool? value) => value.Value ? "true" : "false";
    }

    private sealed class Int32Codec : Codec<int?>
    {
        public override void Write(Utf8JsonWriter writer, int? value) => writer.WriteNumberValue(value.Value);

        public override int? Read(JsonElement element) => element.GetInt32();

        public override string ToText(int? value) => value.Value.ToString(CultureInfo.InvariantCulture);
    }

    private sealed class Int64Codec : Codec<long?>
    {
        public override void Write(Utf8JsonWriter writer, long? value) => writer.WriteNumberValue(value.Value);

        public override long? Read(JsonElement element) => element.GetInt64();

        public override string ToText(long? value) => value.Value.ToString(CultureInfo.InvariantCulture);
    }

    private sealed class EpochSecondsCodec : Codec<DateTime?>
    {
        public override void Write(Utf8JsonWriter writer, DateTime? value) =>
            writer.WriteNumberValue((value.Value.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);

        public override DateTime? Read(JsonElement element) => DateTime.UnixEpoch.AddSeconds(element.GetDouble());
    }

    private sealed class BlobCodec : Codec<MemoryStream>
    {
        public override void Write(Utf8JsonWriter writer, MemoryStream value) => writer.WriteBase64StringValue(value.ToArray());

        public override MemoryStream Read(JsonElement element) => new(element.GetBytesFromBase64());
    }

    private sealed class ConstantCodec<T>(Func<string, T> find) : Codec<T> where T : ConstantClass
    {
        public override void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(value.Value);

        public override T Read(JsonElement element) => find(element.GetString());

        public override string ToText(T value) => value.Value;
    }

    private sealed class ListCodec<T>(Codec<T> codec) : Codec<List<T>>
    {
        public override bool IsSet(List<T> value) => value is not null && (value.Count > 0 || !AWSConfigs.InitializeCollections);

        public override void Write(Utf8JsonWriter writer, List<T> value)
        {
            writer.WriteStartArray();
            foreach (var item in value)
            {
                codec.Write(writer, item);
            }

            writer.WriteEndArray();
        }

        public override List<T> Read(JsonElement element)
        {
            var list = new List<T>(element.GetArrayLength());
            foreach (var item in element.EnumerateArray())
            {
                list.Add(codec.Read(item));
            }

            return list;
        }
    }

    private sealed class MapCodec<T>(Codec<T> codec) : Codec<Dictionary<string, T>>
    {
        public override bool IsSet(Dictionary<string, T> value) => value is not null && (value.Count > 0 || !AWSConfigs.InitializeCollections);

        public override void Write(Utf8JsonWriter writer, Dictionary<string, T> value)
        {
            writer.WriteStartObject();
            foreach (var (name, item) in value)
            {
                writer.WritePropertyName(name);
                codec.Write(writer, item);
            }

            writer.WriteEndObject();
        }

        public override Dictionary<string, T> Read(JsonElement element)
        {
            var map = new Dictionary<string, T>();
            foreach (var property in element.EnumerateObject())
            {
                map[property.Name] = codec.Read(property.Value);
            }

            return map;
        }
    }
}
