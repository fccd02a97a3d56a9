using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pulumi;

/// <summary>JSON in which outputs and inputs may be nested: their values are written, their traits are carried to the result.</summary>
internal static class OutputJson
{
    public static async Task<OutputData<string>> SerializeAsync<T>(Output<T> value, JsonSerializerOptions? options)
    {
        var data = await value.Data.ConfigureAwait(false);
        if (!data.IsKnown)
        {
            return new(data.Resources, "", IsKnown: false, data.IsSecret);
        }
        var nested = new NestedOutputs(data.Resources, data.IsSecret);
        var json = JsonSerializer.Serialize(data.Value, nested.AddTo(options));
        return new(nested.Resources, nested.SeenUnknown ? "" : json, !nested.SeenUnknown, nested.IsSecret);
    }

    public static async Task<OutputData<T>> DeserializeAsync<T>(Output<string> json, JsonSerializerOptions? options)
    {
        var data = await json.Data.ConfigureAwait(false);
        if (!data.IsKnown)
        {
            return new(data.Resources, default!, IsKnown: false, data.IsSecret);
        }
        var nested = new NestedOutputs(data.Resources, data.IsSecret);
        return new(data.Resources, JsonSerializer.Deserialize<T>(data.Value, nested.AddTo(options))!, IsKnown: true, data.IsSecret);
    }

    /// <summary>Converts the four generic types and remembers the traits of what it has written.</summary>
    private sealed class NestedOutputs(ImmutableHashSet<Resource> resources, bool isSecret) : JsonConverterFactory
    {
        private static readonly Dictionary<Type, Type> s_converters = new()
        {
            [typeof(Output<>)] = typeof(OfOutput<>),
            [typeof(Input<>)] = typeof(OfInput<>),
            [typeof(InputList<>)] = typeof(OfInputList<>),
            [typeof(InputMap<>)] = typeof(OfInputMap<>),
        };

        private readonly OutputData<string> _outer = new(resources, "", IsKnown: true, isSecret);

        public ImmutableHashSet<Resource> Resources { get; private set; } = resources;

        public bool IsSecret { get; private set; } = isSecret;

        public bool SeenUnknown { get; private set; }

        public JsonSerializerOptions AddTo(JsonSerializerOptions? options)
        {
            var copy = options is null ? new JsonSerializerOptions() : new JsonSerializerOptions(options);
            copy.Converters.Add(this);
            return copy;
        }

        public override bool CanConvert(Type typeToConvert)
            => typeToConvert.IsGenericType && s_converters.ContainsKey(typeToConvert.GetGenericTypeDefinition());

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        {
            var converter = s_converters[typeToConvert.GetGenericTypeDefinition()];
            return (JsonConverter)Activator.CreateInstance(converter.MakeGenericType(typeToConvert.GenericTypeArguments), this)!;
        }

        private Output<T> Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options)
        {
            var value = JsonSerializer.Deserialize<T>(ref reader, options)!;
            return new(Task.FromResult(new OutputData<T>(_outer.Resources, value, IsKnown: true, _outer.IsSecret)));
        }

        private void Write<T>(Utf8JsonWriter writer, Output<T> output, JsonSerializerOptions options)
        {
            // A JsonConverter cannot wait; outputs complete on other threads, so blocking here ends.
            var data = output.Data.Result;
            Resources = Resources.Union(data.Resources);
            if (!data.IsKnown)
            {
                SeenUnknown = true;
                writer.WriteNullValue();
                return;
            }
            IsSecret |= data.IsSecret;
            JsonSerializer.Serialize(writer, data.Value, options);
        }

        private sealed class OfOutput<T>(NestedOutputs owner) : JsonConverter<Output<T>>
        {
            public override Output<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
                => owner.Read<T>(ref reader, options);

            public override void Write(Utf8JsonWriter writer, Output<T> value, JsonSerializerOptions options)
                => owner.Write(writer, value, options);
        }

        private sealed class OfInput<T>(NestedOutputs owner) : JsonConverter<Input<T>>
        {
            public override Input<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
                => owner.Read<T>(ref reader, options);

            public override void Write(Utf8JsonWriter writer, Input<T> value, JsonSerializerOptions options)
                => owner.Write(writer, value.ToOutput(), options);
        }

        private sealed class OfInputList<T>(NestedOutputs owner) : JsonConverter<InputList<T>>
        {
            public override InputList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
                => owner.Read<ImmutableArray<T>>(ref reader, options);

            public override void Write(Utf8JsonWriter writer, InputList<T> value, JsonSerializerOptions options)
                => owner.Write(writer, value.ToOutput(), options);
        }

        private sealed class OfInputMap<T>(NestedOutputs owner) : JsonConverter<InputMap<T>>
        {
            public override InputMap<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
                => owner.Read<ImmutableDictionary<string, T>>(ref reader, options);

            public override void Write(Utf8JsonWriter writer, InputMap<T> value, JsonSerializerOptions options)
                => owner.Write(writer, value.ToOutput(), options);
        }
    }
}
