using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed record ClientContext(
    IClientApplication Client, IDictionary<string, string> Custom, IDictionary<string, string> Environment) : IClientContext
{
    public static ClientContext From(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return new ClientContext(null, null, null);
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new ClientContext(
            root.TryGetProperty("client", out var client) ? ClientApplication.From(client) : null,
            Strings(root, "custom"),
            Strings(root, "env"));
    }

    private static Dictionary<string, string> Strings(JsonElement root, string name) =>
        root.TryGetProperty(name, out var values)
            ? values.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString())
            : null;
}

internal sealed record ClientApplication(
    string AppPackageName, string AppTitle, string AppVersionCode, string AppVersionName, string InstallationId) : IClientApplication
{
    public static ClientApplication From(JsonElement json)
    {
        string Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new ClientApplication(
            Text("app_package_name"), Text("app_title"), Text("app_version_code"), Text("app_version_name"), Text("installation_id"));
    }
}

internal sealed record CognitoIdentity(string IdentityId, string IdentityPoolId) : ICognitoIdentity
{
    public static CognitoIdentity From(string json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return new CognitoIdentity(null, null);
        }

        using var document = JsonDocument.Parse(json);
        string Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        return new CognitoIdentity(Text("cognitoIdentityId"), Text("cognitoIdentityPoolId"));
    }
}
