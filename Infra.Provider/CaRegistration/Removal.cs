using Infra.Provider.Ports;

namespace Infra.Provider.CaRegistration;

/// <summary>
/// Takes a registration away: refused while active device certificates of the CA exist, then INACTIVE, then gone (AWS IoT deletes no
/// active CA). Each step may already have been done by an earlier try.
/// </summary>
internal sealed class Removal(ICaRegistry registry, RegisteredCa ca, string region, Patience patience)
{
    public async Task RunAsync(bool force, CancellationToken cancellationToken)
    {
        if (!force) { await RefuseWhileInUseAsync("the CA stays registered", cancellationToken); }
        if (ca.Settings.IsActive)
        {
            await ChangeAsync(isActive: false, new Aftermath("the CA stays registered and active", Aftermath.Refresh), cancellationToken);
            // Only now can no device register any more; one may have done so since the look above.
            if (!force) { await RefuseLateComersAsync(cancellationToken); }
        }

        await patience.TryAsync(
            () => registry.DeleteAsync(ca.Id, cancellationToken), new Aftermath("the CA stays registered, but is inactive now", Aftermath.Refresh), cancellationToken);
    }

    private async Task RefuseLateComersAsync(CancellationToken cancellationToken)
    {
        const string inactive = "the CA stays registered, but is inactive now (pulumi refresh, then pulumi up activates it again)";
        try
        {
            await RefuseWhileInUseAsync(inactive, cancellationToken);
        }
        catch (ProvisioningException refusal) when (refusal.Code == ProvisioningErrors.InUse)
        {
            await ChangeAsync(isActive: true, inactive, cancellationToken);
            throw;
        }
    }

    private async Task RefuseWhileInUseAsync(Aftermath aftermath, CancellationToken cancellationToken)
    {
        if (await LiveCertificates.FindAsync(registry, ca.Id, patience, aftermath, cancellationToken) is not { } live) { return; }
        throw new ProvisioningException(ProvisioningErrors.InUse,
            $"CA {ca.Id} stays registered in {region}: {live} of it would lose their issuer; move those devices to another CA and set their certificates INACTIVE, "
            + "or set force: true, run pulumi up, and delete again");
    }

    private Task ChangeAsync(bool isActive, Aftermath aftermath, CancellationToken cancellationToken) =>
        patience.TryAsync(() => registry.ChangeAsync(ca.Id, new CaChange(IsActive: isActive), cancellationToken), aftermath, cancellationToken);
}
