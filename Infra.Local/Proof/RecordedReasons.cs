namespace Infra.Local.Proof;

/// <summary>Permissions whose use no scenario can provoke on this machine, each with its reason: the only way for one to stand unproven.</summary>
internal static class RecordedReasons
{
    private static readonly Dictionary<(string Statement, string Action), string> Reasons = [];

    public static string? For(Permission permission) => Reasons.GetValueOrDefault((permission.Part.Statement, permission.Part.Action));
}
