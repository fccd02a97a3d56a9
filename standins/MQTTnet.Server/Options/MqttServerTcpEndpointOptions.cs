using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using MQTTnet.Certificates;

namespace MQTTnet.Server;

public abstract class MqttServerTcpEndpointBaseOptions
{
    public IPAddress BoundInterNetworkAddress { get; set; } = IPAddress.Any;

    public IPAddress BoundInterNetworkV6Address { get; set; } = IPAddress.IPv6Any;

    public int ConnectionBacklog { get; set; } = 100;

    public bool IsEnabled { get; set; }

    public bool NoDelay { get; set; } = true;

    /// <summary>0 asks the system for a free one; the server writes here which it got.</summary>
    public int Port { get; set; }
}

public class MqttServerTcpEndpointOptions : MqttServerTcpEndpointBaseOptions
{
    public MqttServerTcpEndpointOptions() => Port = 1883;
}

public sealed class MqttServerTlsTcpEndpointOptions : MqttServerTcpEndpointBaseOptions
{
    public MqttServerTlsTcpEndpointOptions() => Port = 8883;

    public ICertificateProvider CertificateProvider { get; set; }

    public bool CheckCertificateRevocation { get; set; }

    public bool ClientCertificateRequired { get; set; }

    public RemoteCertificateValidationCallback RemoteCertificateValidationCallback { get; set; }

    public SslProtocols SslProtocol { get; set; } = SslProtocols.None;
}
