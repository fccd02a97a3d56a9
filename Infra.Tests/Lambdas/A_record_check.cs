using System.Diagnostics.CodeAnalysis;
using Infra.Identity;
using Infra.Identity.Keys;
using Infra.Lambdas.Devices;
using Infra.Lambdas.Ports;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

/// <summary>
/// How long a refusal takes could tell a stranger which ids are recorded. So every refusal that depends on the record does the same work; counted here, as no
/// measured time is the same twice.
/// </summary>
public sealed class A_record_check
{
    /// <summary>Record -> what is wrong. The work is one decoding, of a text of the importer's form, which has a key in it.</summary>
    [Theory]
    [InlineData("no record", null, "device_unknown")]
    [InlineData("another key", "ready", "key_differs")]
    [InlineData("another key", "blocked", "device_blocked")]
    [InlineData("own key", "blocked", "device_blocked")]
    [InlineData("own key", "sold", "device_status_unknown")]
    [InlineData("no key", "ready", "recorded_key_unreadable")]
    [InlineData("own key", "ready", null)]
    public void does_the_same_work_whatever_is_wrong(string record, string? status, string? expected)
    {
        List<(int Text, int Key)> decoded = [];
        bool Count(string? text, [NotNullWhen(true)] out byte[]? key)
        {
            var readable = RecordedKey.TryDecode(text, out key);
            decoded.Add((text!.Length, key?.Length ?? -1));
            return readable;
        }

        var fault = RecordCheck.FaultOf(
            record == "no record" ? null : new DeviceRecord(Records.Key(record), status), Sha256Digest.Of(TestKey.P256.SubjectPublicKeyInfo), Count);

        Assert.Equal(expected, fault);
        Assert.Equal((Records.Of(TestKey.P256).Length, TestKey.P256.SubjectPublicKeyInfo.Length), Assert.Single(decoded));
    }
}
