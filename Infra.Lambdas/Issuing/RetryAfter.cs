using System.Text;
using Infra.Identity;

namespace Infra.Lambdas.Issuing;

/// <summary>How long a device is asked to wait: the same for the same device, spread over a fleet that was refused at one moment.</summary>
internal static class RetryAfter
{
    /// <summary>Between one and two times the base, by the device's id.</summary>
    public static int Seconds(int baseSeconds, DeviceId? device)
    {
        var spread = Convert.FromHexString(Sha256Digest.Of(Encoding.ASCII.GetBytes(device?.ToString() ?? "")).ToString())[0];
        return baseSeconds + (baseSeconds * spread / byte.MaxValue);
    }
}
