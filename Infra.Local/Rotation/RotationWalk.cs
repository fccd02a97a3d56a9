using Infra.Devices;
using Infra.Identity.Contracts;
using Infra.Local.Cloud;
using Infra.Local.Iot.Registry;
using Infra.Local.Reporting;
using Infra.Provider;

namespace Infra.Local.Rotation;

/// <summary>
/// A region's CA gives way to its next generation while devices are connected: each stage is deployed as <c>pulumi up</c> would, and after each the
/// devices show that none of them was left behind. Steps that would leave one behind must be refused.
/// </summary>
/// <param name="cloud">Where the region is deployed already, with its first CA.</param>
/// <param name="settings">What it was deployed with.</param>
/// <param name="first">Its first CA, by its id in AWS IoT.</param>
/// <param name="tellAnother">Deploys another region anew, which is told of this one's CAs; null when there is none.</param>
/// <param name="route">Where devices ask for certificates.</param>
/// <param name="device">Makes a device that the factory has recorded.</param>
/// <param name="enrollment">The devices' side of the API.</param>
/// <param name="view">Shows how it goes.</param>
internal sealed class RotationWalk(
    LocalCloud cloud, StackSettings settings, string first, Func<RegionDeployment, CancellationToken, Task<RegionDeployment?>> tellAnother,
    Uri route, Func<string, Task<LiveDevice>> device, Enrollment enrollment, IRunView view) : IAsyncDisposable
{
    private readonly List<RotationCheck> checks = [];
    private readonly List<LiveDevice> devices = [];

    public async Task<RotationReport> RunAsync(CancellationToken cancellationToken)
    {
        // One holds its connection all the way; one connects late; one never gets round to it.
        var standing = await EnrolledAsync("rotation-standing", cancellationToken);
        var late = await EnrolledAsync("rotation-late", cancellationToken);
        var forgotten = await EnrolledAsync("rotation-forgotten", cancellationToken);
        Check("1", "a device of CA 1 connects", await standing.ConnectAsync(cancellationToken));

        RegionDeployment? another = null;
        await StageAsync("2 announced", async () =>
        {
            await RefuseAsync("2 issuing", "CA 2 cannot issue before it was announced", "cannot go from '1' to '2 issuing' in one step", cancellationToken);
            another = await tellAnother(await DeployAsync("2 announced", cancellationToken), cancellationToken);
            await using var newcomer = await EnrolledAsync("rotation-announced", cancellationToken);
            Check("2 announced", "CA 1 goes on issuing", Generation(newcomer) == 1);
            Check("2 announced", "the connected device stays connected", await standing.SpeaksAsync(cancellationToken));
        });

        await StageAsync("2 issuing", async () =>
        {
            await DeployAsync("2 issuing", cancellationToken);
            var newcomer = await EnrolledAsync("rotation-newcomer", cancellationToken);
            Check("2 issuing", "CA 2 issues", Generation(newcomer) == 2);
            Check("2 issuing", "a device of CA 2 connects", await newcomer.ConnectAsync(cancellationToken));
            if (another is not null) { Check("2 issuing", $"a device of CA 2 connects in {another.Region}", await newcomer.ConnectAsync(cancellationToken, another.IotEndpoint)); }
            Check("2 issuing", "the connected device of CA 1 stays connected", await standing.SpeaksAsync(cancellationToken));
            Check("2 issuing", "a device of CA 1 connects for the first time", await late.ConnectAsync(cancellationToken));
        });

        await StageAsync("2 closing", async () =>
        {
            await RefuseAsync("2 closing", "closing is refused before devices had the time to connect once", ProvisioningErrors.RotationRefused, cancellationToken);
            await DeployAsync("2 closing", cancellationToken, firstConnectionDays: 0);
            Check("2 closing", "a device of CA 1 that never connected cannot any more", !await forgotten.ConnectAsync(cancellationToken));
            Check("2 closing", "a known device of CA 1 comes back", await late.ConnectAsync(cancellationToken));
            Check("2 closing", "the connected device of CA 1 stays connected", await standing.SpeaksAsync(cancellationToken));
        });

        await StageAsync("2 retired", async () =>
        {
            await RefuseAsync("2 retired", "retiring is refused while devices of CA 1 are active", ProvisioningErrors.RotationRefused, cancellationToken);
            Check("2 retired", "the refusal took nobody's connection", await standing.SpeaksAsync(cancellationToken));
            foreach (var known in (LiveDevice[])[standing, late, forgotten]) { await RenewAsync(known, cancellationToken); }
            // The devices of the run before: out of service, as those that a fleet loses.
            EndService(certificate => certificate.CaCertificateId == first);
            await DeployAsync("2 retired", cancellationToken, firstConnectionDays: 0);
            Check("2 retired", "the devices that renewed are connected", await standing.SpeaksAsync(cancellationToken) && await late.SpeaksAsync(cancellationToken));
        });

        await StageAsync("2", async () =>
        {
            var deployed = await DeployAsync("2", cancellationToken, firstConnectionDays: 0);
            var registered = cloud.Iot.Region(settings.Region).CaCertificates.All.Select(ca => ca.Id).ToHashSet(StringComparer.Ordinal);
            Check("2", "CA 1 is gone and CA 2 is there", !registered.Contains(first) && registered.Contains(deployed.CaCertificateId!));
            foreach (var known in (LiveDevice[])[standing, late, forgotten])
            {
                Check("2", $"{known.Device.Id} comes back with its certificate of CA 2", Generation(known) == 2 && await known.ConnectAsync(cancellationToken));
            }
        });
        return new(checks.TrueForAll(check => check.Holds), [.. checks]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var live in devices) { await live.DisposeAsync(); }
    }

    private Task StageAsync(string stage, Func<Task> work) => view.StepAsync($"rotation '{stage}'", async () =>
    {
        var before = checks.Count;
        await work();
        var made = checks[before..];
        return made.Find(check => !check.Holds) is { } failed ? $"not so: {failed.Claim}" : $"{made.Count} checks hold";
    });

    private Task<RegionDeployment> DeployAsync(string stage, CancellationToken cancellationToken, int firstConnectionDays = 7) => cloud.DeployAsync(
        settings.Region, settings with { AuthorityGeneration = RotationStage.Parse(stage), FirstConnectionDays = firstConnectionDays }, cancellationToken);

    private async Task RefuseAsync(string stage, string claim, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await DeployAsync(stage, cancellationToken);
            Check(stage, claim, holds: false);
        }
        catch (DeploymentFailedException refusal)
        {
            Check(stage, claim, refusal.Message.Contains(reason, StringComparison.Ordinal));
        }
    }

    private async Task<LiveDevice> EnrolledAsync(string id, CancellationToken cancellationToken)
    {
        var live = await device(id);
        devices.Add(live);
        await live.EnrollAsync(enrollment, route, cancellationToken);
        return live;
    }

    /// <summary>A device goes over: a certificate of the new CA first, a connection with it, and only then the end of the old one.</summary>
    private async Task RenewAsync(LiveDevice live, CancellationToken cancellationToken)
    {
        var before = live.CertificateId;
        await live.RenewAsync(enrollment, route, cancellationToken);
        Check("2 retired", $"{live.Device.Id} renews and connects with CA 2", Generation(live) == 2 && await live.ConnectAsync(cancellationToken));
        EndService(certificate => certificate.Id == before);
    }

    private void EndService(Func<DeviceCertificate, bool> chosen)
    {
        var certificates = cloud.Iot.Region(settings.Region).Certificates;
        foreach (var certificate in certificates.All.Where(certificate => certificate.IsActive && chosen(certificate))) { certificates.SetStatus(certificate.Id, CertificateStatuses.Inactive); }
    }

    private int Generation(LiveDevice live) => live.Issuer.Contains($"{settings.Region}-g2.", StringComparison.Ordinal) ? 2 : 1;

    private void Check(string stage, string claim, bool holds) => checks.Add(new(stage, claim, holds));
}
