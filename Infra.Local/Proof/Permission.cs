namespace Infra.Local.Proof;

/// <summary>A part of a deployed policy, and how to take it away for a while.</summary>
/// <param name="Holder">The role or IoT policy, by its deployed name.</param>
/// <param name="HolderArn">Its ARN.</param>
/// <param name="Part">What it allows.</param>
/// <param name="Revoke">Takes it away; disposing what comes back gives it back.</param>
internal sealed record Permission(string Holder, string HolderArn, PolicyPart Part, Func<IDisposable> Revoke);
