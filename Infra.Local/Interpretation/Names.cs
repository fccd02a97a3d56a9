using System.Security.Cryptography;
using System.Text;

namespace Infra.Local.Interpretation;

/// <summary>Names that a provider makes up when the program gives none.</summary>
internal static class Names
{
    /// <summary>
    /// The resource's own <paramref name="property"/>, or Pulumi's auto-name: the resource's name and seven hex digits. They are
    /// digits of a digest here, so that two runs can be compared.
    /// </summary>
    public static string Of(Registration registration, string property = "name") =>
        registration.OptionalText(property)
        ?? (registration.OptionalText(property + "Prefix") ?? registration.Name + "-") + Hex(registration)[..7];

    /// <summary>An opaque id as AWS makes them up, ten lower-case letters and digits, stable from run to run.</summary>
    public static string OpaqueId(Registration registration) => Hex(registration)[..10];

    private static string Hex(Registration registration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{registration.Region}|{registration.Type}|{registration.Name}")));
}
