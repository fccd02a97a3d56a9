namespace Infra.Components.Templates;

/// <summary>What happens to a thing that is there already, such as when a device comes back with a new certificate.</summary>
public enum OnExistingThing
{
    /// <summary>It stays as it is; the new certificate is attached to it.</summary>
    Keep,

    /// <summary>Its attributes and groups are added to.</summary>
    Merge,

    /// <summary>Its attributes, type and groups are replaced.</summary>
    Replace,

    /// <summary>Provisioning fails.</summary>
    Fail,
}
