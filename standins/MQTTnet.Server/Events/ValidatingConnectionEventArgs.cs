using System.Collections;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Wire;

namespace MQTTnet.Server;

public sealed class ValidatingConnectionEventArgs : EventArgs
{
    private readonly Packet.Connect connect;

    internal ValidatingConnectionEventArgs(Packet.Connect connect, IMqttChannelAdapter channelAdapter, IDictionary sessionItems, CancellationToken cancellationToken)
    {
        this.connect = connect;
        ChannelAdapter = channelAdapter;
        SessionItems = sessionItems;
        CancellationToken = cancellationToken;
    }

    public CancellationToken CancellationToken { get; }

    public IMqttChannelAdapter ChannelAdapter { get; }

    public bool? CleanSession => connect.CleanSession;

    public X509Certificate2 ClientCertificate => ChannelAdapter.ClientCertificate;

    public string ClientId => connect.ClientId;

    public bool IsSecureConnection => ChannelAdapter.IsSecureConnection;

    public ushort? KeepAlivePeriod => connect.KeepAliveSeconds;

    public string Password => Encoding.UTF8.GetString(RawPassword ?? []);

    public MqttProtocolVersion ProtocolVersion => MqttProtocolVersion.V311;

    public byte[] RawPassword => connect.Password;

    public MqttConnectReasonCode ReasonCode { get; set; } = MqttConnectReasonCode.Success;

    public EndPoint RemoteEndPoint => ChannelAdapter.RemoteEndPoint;

    public IDictionary SessionItems { get; }

    public string UserName => connect.UserName;
}
