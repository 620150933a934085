package bed.base;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Makes every Netty server that would listen on all addresses listen on {@code -Dbed.ip} alone.
 *
 * <p>Arklet binds the wildcard address, cannot be told otherwise, and asks for no password. With
 * one address each, bases can also share arklet's port, as they do in a cluster.
 */
public class BindArklet extends ChannelInitializerExtension {

    @Override
    public void postInitializeServerListenerChannel(ServerChannel channel) {
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void bind(ChannelHandlerContext context, SocketAddress wanted, ChannelPromise done) {
                context.bind(narrow(wanted), done);
            }
        });
    }

    private static SocketAddress narrow(SocketAddress wanted) {
        boolean everywhere = wanted instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress();
        return everywhere
            ? new InetSocketAddress(System.getProperty("bed.ip", "127.0.0.1"), ((InetSocketAddress) wanted).getPort())
            : wanted;
    }
}
