using Pulumi;

namespace Infra;

/// <summary>One region of device provisioning.</summary>
public sealed class ProvisioningStack : Stack
{
    /// <summary>Reads the settings from the stack's configuration: what <c>pulumi up</c> calls.</summary>
    public ProvisioningStack() : this(StackSettings.From(new Config()))
    {
    }

    /// <summary>Deploys the given settings: what the local cloud and tests call.</summary>
    public ProvisioningStack(StackSettings settings)
    {
        settings.Checked();
    }
}
