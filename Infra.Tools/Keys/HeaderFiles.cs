using Infra.Pki.FreeRtos;

namespace Infra.Tools.Keys;

/// <summary>The headers as files.</summary>
internal static class HeaderFiles
{
    /// <summary>Whatever holds a private key or a Wi-Fi password is for its owner only.</summary>
    public static IReadOnlyList<ToolFile> In(string folder, CredentialKeysHeader keys, CredentialHeader? settings)
    {
        var keysPath = Path.Combine(folder, CredentialKeysHeader.FileName);
        var files = new List<ToolFile> { keys.PrivateKeyPem is null ? ToolFile.Public(keysPath, keys.Write()) : ToolFile.Secret(keysPath, keys.Write()) };
        if (settings is not null)
        {
            var settingsPath = Path.Combine(folder, CredentialHeader.FileName);
            files.Add(settings.WifiPassword.Length == 0 ? ToolFile.Public(settingsPath, settings.Write()) : ToolFile.Secret(settingsPath, settings.Write()));
        }

        return files;
    }
}
