namespace Pulumi.Aws;

/// <summary>Marks the value of a property that the provider's schema calls secret.</summary>
internal static class Secret
{
    public static Input<T> Of<T>(Input<T>? value) =>
        value is null ? Output.CreateSecret(default(T)!) : Output.CreateSecret(value.ToOutput());
}
