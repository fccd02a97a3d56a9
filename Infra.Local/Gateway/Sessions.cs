using System.Collections;

namespace Infra.Local.Gateway;

/// <summary>Where a connection keeps its <see cref="DeviceSession"/>: under a key that no peer can name.</summary>
internal static class Sessions
{
    private static readonly object Key = new();

    public static DeviceSession? Of(IDictionary items) => items[Key] as DeviceSession;

    public static void Keep(IDictionary items, DeviceSession? session) => items[Key] = session;
}
