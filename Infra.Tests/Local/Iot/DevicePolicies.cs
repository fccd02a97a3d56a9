namespace Infra.Tests.Local.Iot;

/// <summary>IoT policies and templates as the seeds intend them.</summary>
internal static class DevicePolicies
{
    /// <summary>A device connects as the thing it is attached to, and touches that thing's topics only.</summary>
    public const string OwnTopicsOnly = """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":"iot:Connect","Resource":"arn:aws:iot:eu-west-1:123456789012:client/${iot:Connection.Thing.ThingName}",
           "Condition":{"Bool":{"iot:Connection.Thing.IsAttached":["true"]}}},
          {"Effect":"Allow","Action":["iot:Publish","iot:Receive"],"Resource":[
            "arn:aws:iot:eu-west-1:123456789012:topic/widgiot/${iot:Connection.Thing.ThingName}/*",
            "arn:aws:iot:eu-west-1:123456789012:topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*"]},
          {"Effect":"Allow","Action":"iot:Subscribe","Resource":[
            "arn:aws:iot:eu-west-1:123456789012:topicfilter/widgiot/${iot:Connection.Thing.ThingName}/*",
            "arn:aws:iot:eu-west-1:123456789012:topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*"]}]}
        """;
}

internal static class Templates
{
    public const string Jitp = """
        {"Parameters":{"AWS::IoT::Certificate::CommonName":{"Type":"String"},"AWS::IoT::Certificate::Id":{"Type":"String"}},
         "Resources":{
           "thing":{"Type":"AWS::IoT::Thing","Properties":{"ThingName":{"Ref":"AWS::IoT::Certificate::CommonName"}}},
           "certificate":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":{"Ref":"AWS::IoT::Certificate::Id"},"Status":"ACTIVE"}},
           "policy":{"Type":"AWS::IoT::Policy","Properties":{"PolicyName":"widgiot-device"}}}}
        """;

    public const string Fleet = """
        {"Parameters":{"SerialNumber":{"Type":"String"},"Customer":{"Type":"String","Default":"nobody"},"AWS::IoT::Certificate::Id":{"Type":"String"}},
         "Mappings":{"Sites":{"emea":{"LocationUrl":"https://emea.example"}}},
         "Resources":{
           "thing":{"Type":"AWS::IoT::Thing","Properties":{
             "ThingName":{"Fn::Join":["-",["widget",{"Ref":"SerialNumber"}]]},"AttributePayload":{"customer":{"Ref":"Customer"}}}},
           "certificate":{"Type":"AWS::IoT::Certificate","Properties":{"CertificateId":{"Ref":"AWS::IoT::Certificate::Id"},"Status":"Active"}},
           "policy":{"Type":"AWS::IoT::Policy","Properties":{"PolicyName":"widgiot-device"}}},
         "DeviceConfiguration":{"url":{"Fn::FindInMap":["Sites","emea","LocationUrl"]}}}
        """;

    /// <summary>What a JITP template of thing, certificate and named policy needs, one permission a row (README of Infra.Local/Iot).</summary>
    public static readonly (string[] Actions, string Resource)[] JitpPermissions =
    [
        (["iot:DescribeCertificate"], "arn:aws:iot:eu-west-1:123456789012:cert/*"),
        (["iot:UpdateCertificate"], "arn:aws:iot:eu-west-1:123456789012:cert/*"),
        (["iot:AttachPolicy"], "arn:aws:iot:eu-west-1:123456789012:cert/*"),
        (["iot:AttachThingPrincipal"], "arn:aws:iot:eu-west-1:123456789012:cert/*"),
        (["iot:DescribeThing"], "arn:aws:iot:eu-west-1:123456789012:thing/*"),
        (["iot:CreateThing"], "arn:aws:iot:eu-west-1:123456789012:thing/*"),
        (["iot:GetPolicy"], "arn:aws:iot:eu-west-1:123456789012:policy/widgiot-device"),
    ];
}
