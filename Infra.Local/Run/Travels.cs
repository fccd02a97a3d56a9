using Infra.Local.Cloud;
using Infra.Local.Reporting;

namespace Infra.Local.Run;

/// <summary>
/// Devices that turn up elsewhere: one of each region in the next one, whose stack knows their CA as a peer's (mode SNI_ONLY) and registers them by its own template.
/// </summary>
internal sealed class Travels(RunFolder folder, IDeviceConnector connector, IRunView view)
{
    public async Task<IReadOnlyList<TravelReport>> RunAsync(
        IReadOnlyList<DeviceReport> devices, IReadOnlyList<RegionDeployment> regions, CancellationToken cancellationToken)
    {
        var travels = new List<TravelReport>();
        if (regions.Count < 2) { return travels; }
        var journeys = (from home in regions.Index()
                        let device = devices.FirstOrDefault(device => device.IsConnected && device.Region == home.Item.Region)
                        where device is not null
                        select (Device: device, To: regions[(home.Index + 1) % regions.Count])).ToList();
        await view.StepAsync("travel", async () =>
        {
            foreach (var (device, to) in journeys)
            {
                var refusal = await connector.ConnectAsync(
                    new EnrolledDevice(device.DeviceId, to.IotEndpoint, folder.Full(device.CertificatePath!), folder.Full(device.KeyPath)), cancellationToken);
                travels.Add(new(device.DeviceId, device.Region, to.Region, refusal is null ? DeviceReport.Connected : $"connect: {refusal}"));
            }
            return string.Join(", ", travels.Select(travel => $"{travel.DeviceId} of {travel.EnrolledIn} in {travel.ConnectsIn}: {travel.Outcome}"));
        });
        return travels;
    }
}
