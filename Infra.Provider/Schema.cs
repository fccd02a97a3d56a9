namespace Infra.Provider;

/// <summary>The package schema: schema.json beside this file, served as it is, so that what is reviewed is what the engine gets.</summary>
internal static class Schema
{
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream("schema.json")
            ?? throw new InvalidOperationException("schema.json is not embedded in the provider's assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
