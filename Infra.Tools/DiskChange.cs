namespace Infra.Tools;

/// <summary>Every change to files that must survive a kill is announced here before it is made, so that tests can end the command at each of them.</summary>
internal static class DiskChange
{
    private static readonly AsyncLocal<Action<string>?> _watcher = new();

    /// <summary>From now on in this flow of control; what the watcher throws ends the command there.</summary>
    public static void Watch(Action<string>? watcher) => _watcher.Value = watcher;

    public static void Comes(string what) => _watcher.Value?.Invoke(what);
}
