namespace Infra.Components.Templates;

/// <summary>
/// What AWS IoT reads from a device certificate for a JITP template. A declared parameter without value fails the provisioning
/// (AWS IoT, "Just-in-time provisioning"), so all but the common name and the id, which every certificate of ours has, want a default.
/// There is no locality.
/// </summary>
public static class FromCertificate
{
    /// <summary>The subject's common name: the device id.</summary>
    public static TemplateValue<Jitp> CommonName { get; } = Ref("CommonName", null);

    /// <summary>The certificate's id in AWS IoT.</summary>
    public static TemplateValue<Jitp> Id { get; } = Ref("Id", null);

    /// <summary>The subject's country.</summary>
    public static TemplateValue<Jitp> Country(string otherwise) => Ref("Country", otherwise);

    /// <summary>The subject's organization.</summary>
    public static TemplateValue<Jitp> Organization(string otherwise) => Ref("Organization", otherwise);

    /// <summary>The subject's organizational unit.</summary>
    public static TemplateValue<Jitp> OrganizationalUnit(string otherwise) => Ref("OrganizationalUnit", otherwise);

    /// <summary>The subject's distinguished name qualifier.</summary>
    public static TemplateValue<Jitp> DistinguishedNameQualifier(string otherwise) => Ref("DistinguishedNameQualifier", otherwise);

    /// <summary>The subject's state or province.</summary>
    public static TemplateValue<Jitp> StateName(string otherwise) => Ref("StateName", otherwise);

    /// <summary>The subject's serialNumber attribute (2.5.4.5), not the certificate's serial number.</summary>
    public static TemplateValue<Jitp> SerialNumber(string otherwise) => Ref("SerialNumber", otherwise);

    private static TemplateValue<Jitp> Ref(string field, string? otherwise) =>
        TemplateValue.Ref<Jitp>(new($"AWS::IoT::Certificate::{field}", otherwise));
}
