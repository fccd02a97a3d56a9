using Infra.Identity.Keys;
using Infra.Tests.Identity;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>Keys as the device table has them.</summary>
internal static class Records
{
    public static string Of(TestKey key)
    {
        Assert.True(DeviceKey.TryRead(key.SubjectPublicKeyInfo, out var read, out _));
        return RecordedKey.Write(read);
    }

    /// <summary>"own key", "another key", "nonsense" or anything else for none, as truth tables say it.</summary>
    public static string? Key(string word) => word switch
    {
        "own key" => Of(TestKey.P256),
        "another key" => Of(TestKey.OtherP256),
        "nonsense" => "!",
        _ => null,
    };
}
