namespace Infra.Components.Templates;

/// <summary>
/// The body of a JITP template. Its thing is called by the certificate's common name, which is the device id, unless said otherwise; a thing that is
/// there already stays as it is, and the new certificate is attached to it. Mappings and device configuration do not exist here.
/// </summary>
public sealed record JitpTemplateBody() : TemplateBody<Jitp>(FromCertificate.CommonName, OnExistingThing.Keep);
