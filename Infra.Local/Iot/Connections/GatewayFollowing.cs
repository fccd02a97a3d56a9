using System.Text;
using Infra.Devices;
using Infra.Local.Gateway;

namespace Infra.Local.Iot.Connections;

/// <summary>What a region's AWS IoT does to its device gateway without being asked.</summary>
internal static class GatewayFollowing
{
    /// <summary>
    /// From now on a certificate that is no longer active loses its connections ("AWS IoT disconnects all devices that used that certificate",
    /// UpdateCertificate), and what happens is published on its lifecycle topic. A thing that is detached or deleted loses none by itself: its
    /// policies say no to the next thing that the device tries.
    /// </summary>
    public static void Follow(this DeviceGateway gateway, IotRegion region)
    {
        region.Certificates.Deactivated += certificateId => _ = gateway.DropAsync(certificateId);
        region.Happened += happened =>
        {
            if (happened is not { Topic: { } topic, Payload: { } payload }) { return; }
            _ = gateway.PublishAsync(new DeviceMessage(topic, Encoding.UTF8.GetBytes(payload.ToJsonString())), CancellationToken.None);
        };
    }
}
