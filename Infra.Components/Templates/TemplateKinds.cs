namespace Infra.Components.Templates;

/// <summary>A kind of provisioning template. Values of one kind do not compile in a template of the other.</summary>
public interface ITemplateKind
{
    /// <summary>The kind's name in AWS IoT; a template cannot change it later.</summary>
    static abstract string TypeName { get; }
}

/// <summary>Just-in-time provisioning: AWS IoT runs the template at a certificate's first connection.</summary>
public sealed class Jitp : ITemplateKind
{
    private Jitp() { }

    /// <inheritdoc />
    public static string TypeName => "JITP";
}

/// <summary>Fleet provisioning: a device with a claim asks AWS IoT for a certificate of its own and to run the template.</summary>
public sealed class Fleet : ITemplateKind
{
    private Fleet() { }

    /// <inheritdoc />
    public static string TypeName => "FLEET_PROVISIONING";
}
