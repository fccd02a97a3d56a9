namespace Infra.Identity.Contracts;

/// <summary>Parameters that a fleet provisioning template declares, both of type String, beside AWS IoT's own.</summary>
public static class FleetTemplateParameters
{
    /// <summary>Who the device says it is, sent with RegisterThing; the device table has to know it.</summary>
    public const string SerialNumber = "SerialNumber";

    /// <summary>
    /// What the thing is called. Only the pre-provisioning hook sets it: whatever a device sends under this name is replaced, so that the
    /// holder of a claim cannot take over another's thing.
    /// </summary>
    public const string ThingName = "ThingName";
}

/// <summary>The pre-provisioning hook of a fleet provisioning template.</summary>
public static class PreProvisioningHooks
{
    /// <summary>The form of question and answer that the hook speaks.</summary>
    public const string PayloadVersion = "2020-04-01";

    /// <summary>AWS IoT takes no answer for a no after this long.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);
}
